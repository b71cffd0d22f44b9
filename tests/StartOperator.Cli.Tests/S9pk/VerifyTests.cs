namespace StartOperator.Cli.Tests.S9pk;

public sealed class VerifyTests : IDisposable
{
    private readonly PackableFolder _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task A_good_package_is_ok_and_its_developer_named()
    {
        var run = await CommandLine.RunAsync("verify", await _package.PackAsync());

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain(": ok: pebble 1.2.3, signed by 03a107bf");
        run.Output.ShouldContain("hash ");
    }

    [Fact]
    public async Task One_bad_file_among_good_ones_ends_with_1()
    {
        var run = await CommandLine.RunAsync("verify", await _package.DamagedAsync(), _package.Package);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("damaged.s9pk: error: header: the signature is not one of the developer's key");
        run.Output.ShouldContain("pebble.s9pk: ok");
    }

    [Fact]
    public async Task A_right_signature_is_not_enough()
    {
        var run = await CommandLine.RunAsync("verify", _package.WriteVector());

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("not ok: signed by 03a107bf");
    }

    [Fact]
    public async Task Another_file_is_named_as_what_it_is()
    {
        var run = await CommandLine.RunAsync("verify", Path.Combine(_package.Folder, "manifest.yaml"));

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("no s9pk file");
    }
}
