using System.Text.Json;
using StartOperator.Package.Tests.S9pk;

namespace StartOperator.Cli.Tests.S9pk;

/// <summary>Package files on standard input.</summary>
public sealed class PipeTests : IDisposable
{
    private readonly PackableFolder _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task A_pipe_is_as_good_as_a_file()
    {
        var file = await File.ReadAllBytesAsync(await _package.PackAsync(), TestContext.Current.CancellationToken);

        var verify = await Child.RunAsync(file, "verify", "-");
        var inspect = await Child.RunAsync(file, "inspect", "-", "--no-verify", "-o", "json");
        var extract = await Child.RunAsync(file, "extract", "-", "-C", Path.Combine(_package.Around, "target"));

        verify.ExitCode.ShouldBe(0, verify.Output + verify.Error);
        verify.Output.ShouldContain("-: ok: pebble 1.2.3");
        using var json = JsonDocument.Parse(inspect.Output);
        json.RootElement.GetProperty("verified").GetBoolean().ShouldBeTrue("a pipe is read to its end anyway");
        extract.ExitCode.ShouldBe(0, extract.Error);
        PackableFolder.Names(_package.Around).ShouldBe(["developer.key", "target"]);
        File.Exists(Path.Combine(_package.Around, "target/docker-images/aarch64.tar")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_pipe_that_is_cut_off_leaves_nothing()
    {
        var file = await File.ReadAllBytesAsync(await _package.PackAsync(), TestContext.Current.CancellationToken);

        var run = await Child.RunAsync(file[..5000], "extract", "-", "-C", Path.Combine(_package.Around, "target"));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("ends before the end");
        PackableFolder.Names(_package.Around).ShouldBe(["developer.key"]);
    }

    [Fact]
    public async Task An_endless_pipe_ends()
    {
        var run = await Child.MeasureAsync(
            async stream =>
            {
                var piece = new byte[1 << 20];
                await stream.WriteAsync(new RawPackage().ToBytes());
                for (var at = 0; at < 1 << 20; at++)
                {
                    await stream.WriteAsync(piece);
                }
            },
            "verify", "-");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("belong to no section");
    }
}
