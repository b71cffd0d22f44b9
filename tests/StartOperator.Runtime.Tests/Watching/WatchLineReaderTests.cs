using System.Text;
using CsCheck;
using StartOperator.Runtime.Watching;

namespace StartOperator.Runtime.Tests.Watching;

/// <summary>How the bytes of a watch become lines.</summary>
public sealed class WatchLineReaderTests
{
    private const int MaxLength = 100;

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    [Fact]
    public void However_the_bytes_arrive_the_lines_are_the_same() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 150].Array[0, 30], Gen.Int[1, 64].Array[1, 20], Gen.Bool).Sample((lines, chunks, cutOff) =>
        {
            var text = string.Concat(lines.Select(l => l + "\n")) + (cutOff ? "rest" : "");
            var read = ReadAll(new ChunkedStream(Encoding.UTF8.GetBytes(text), chunks));
            read.ShouldBe(lines.Select(l => l.Length > MaxLength ? "too long" : l));
        });

    [Fact]
    public void A_line_of_many_megabytes_is_skipped_without_being_kept()
    {
        var huge = new byte[50 * 1024 * 1024];
        huge.AsSpan().Fill((byte)'x');
        "\nnext\n"u8.CopyTo(huge.AsSpan(^6..));
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadAll(new ChunkedStream(huge, [64 * 1024])).ShouldBe(["too long", "next"]);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10 * 1024 * 1024);
    }

    [Fact]
    public async Task Silence_ends_the_stream_with_a_timeout()
    {
        var time = new ObservedTime();
        await using var lines = new WatchLineReader(new SilentStream(), MaxLength, Silence, time, TestContext.Current.CancellationToken);
        var read = lines.ReadAsync().AsTask();
        await time.PassAsync(60, 60);
        (await Should.ThrowAsync<TimeoutException>(read)).Message.ShouldBe("nothing was heard for 60 s");
    }

    [Fact]
    public async Task Cancelling_is_no_timeout()
    {
        using var cancel = new CancellationTokenSource();
        await using var lines = new WatchLineReader(new SilentStream(), MaxLength, Silence, new ObservedTime(), cancel.Token);
        var read = lines.ReadAsync().AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(read);
    }

    private static List<string> ReadAll(Stream stream) => ReadAllAsync(stream).AsTask().GetAwaiter().GetResult();

    private static async ValueTask<List<string>> ReadAllAsync(Stream stream)
    {
        await using var lines = new WatchLineReader(stream, MaxLength, Silence, TimeProvider.System, CancellationToken.None);
        var read = new List<string>();
        while (await lines.ReadAsync())
        {
            read.Add(lines.IsTooLong ? "too long" : Encoding.UTF8.GetString(lines.Line.Span));
        }

        return read;
    }

    /// <summary>Gives its bytes in pieces of given sizes.</summary>
    private sealed class ChunkedStream(byte[] bytes, int[] sizes) : MemoryStream(bytes)
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, sizes[_reads++ % sizes.Length])], cancellationToken);
    }

    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
