using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Assets;

public sealed class ConcurrencyTests : IDisposable
{
    private static readonly byte[] One = new HandmadeTar().File("version", "one").File("only-one").Bytes();
    private static readonly byte[] Two = new HandmadeTar().File("version", "two").Folder("only-two").Bytes();

    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    [LinuxFact]
    public async Task The_target_is_never_missing_while_trees_take_each_others_place()
    {
        _box.LayOut(One).ShouldBe(ExitCode.Done);
        using var done = new CancellationTokenSource();
        var looking = Task.Factory.StartNew(() => CountMisses(done.Token), TaskCreationOptions.LongRunning);

        for (var i = 0; i < 50; i++) _box.LayOut(i % 2 == 0 ? Two : One).ShouldBe(ExitCode.Done);

        await done.CancelAsync();
        var (looks, misses) = await looking;
        looks.ShouldBeGreaterThan(50);
        misses.ShouldBe(0);
    }

    [LinuxFact]
    public async Task Runs_at_the_same_time_wait_for_each_other()
    {
        var sources = new[] { _box.Source("one.tar", One), _box.Source("two.tar", Two) };
        var runs = Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(() => Run(sources[i % 2]), TaskCreationOptions.LongRunning));

        foreach (var run in await Task.WhenAll(runs)) run.Exit.ShouldBe(ExitCode.Done, run.Complained);

        var entries = Directory.GetFileSystemEntries(_box.Tree).Select(Path.GetFileName).Order().ToList();
        entries.ShouldBe(File.ReadAllText($"{_box.Tree}/version") == "one" ? ["only-one", "version"] : ["only-two", "version"]);
        _box.ShouldBeUntouched();
    }

    private (int Looks, int Misses) CountMisses(CancellationToken done)
    {
        var (looks, misses) = (0, 0);
        while (!done.IsCancellationRequested)
        {
            looks++;
            if (!Directory.Exists(_box.Tree)) misses++;
        }

        return (looks, misses);
    }

    private (ExitCode Exit, string Complained) Run(string source)
    {
        using var error = new StringWriter();
        var program = new CompatProgram(TextWriter.Null, error, new StartOperator.Compat.Linux.Disk(), TimeProvider.System);
        return (program.Run(["assets", "lay-out", "--from", source, "--to", _box.Tree]), error.ToString());
    }
}
