using StartOperator.Package.Tests.S9pk;

namespace StartOperator.Cli.Tests.S9pk;

/// <summary>Package files from a web server.</summary>
public sealed class UrlTests : IDisposable
{
    private readonly PackableFolder _package = new();

    public void Dispose() => _package.Dispose();

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_URL_is_as_good_as_a_file(bool sendsParts, bool saysLength)
    {
        await using var server = await FileServer.StartAsync(await _package.PackAsync(), sendsParts, saysLength);

        var verify = await CommandLine.RunAsync("verify", server.Url);
        var inspect = await CommandLine.RunAsync("inspect", server.Url);
        var extract = await CommandLine.RunAsync("extract", server.Url, "-C", Path.Combine(_package.Around, "target"));

        verify.ExitCode.ShouldBe(0, verify.Output + verify.Error);
        inspect.Output.ShouldBe((await CommandLine.RunAsync("inspect", _package.Package)).Output);
        extract.ExitCode.ShouldBe(0, extract.Error);
        PackableFolder.Names(_package.Around).ShouldBe(["developer.key", "target"]);
        server.Starts.ShouldBe([0, 0, 0]);
    }

    [Fact]
    public async Task A_quick_look_passes_over_what_is_large()
    {
        var layer = new string('x', 8_000_000);
        var list = new System.Text.Json.Nodes.JsonArray(SavedImages.Image("config.json", ["start9/pebble/main:1.2.3"], ["layer.tar"]));
        _package.Write("docker-images/aarch64.tar", SavedImages.Archive(list, ("config.json", SavedImages.Config("arm64", layer)), ("layer.tar", layer)));
        await using var server = await FileServer.StartAsync(await _package.PackAsync());

        var run = await CommandLine.RunAsync("inspect", "--no-verify", server.Url);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("7.6 MiB");
        server.Starts.Count.ShouldBeLessThan(5);
        server.Starts.ShouldContain(start => start > 8_000_000);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_is_taken_up_where_it_was()
    {
        await using var server = await FileServer.StartAsync(await _package.PackAsync(), breaks: (3000, 2));

        var run = await CommandLine.RunAsync("verify", server.Url);

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        server.Starts.ShouldBe([0, 3000, 6000]);
    }

    [Fact]
    public async Task A_transfer_that_always_breaks_off_ends_in_an_error()
    {
        await using var server = await FileServer.StartAsync(await _package.PackAsync(), breaks: (0, int.MaxValue));

        var run = await CommandLine.RunAsync("verify", server.Url);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("breaks off");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transfer_that_breaks_off_and_can_not_be_taken_up_ends_in_an_error(bool saysLength)
    {
        await using var server = await FileServer.StartAsync(await _package.PackAsync(), sendsParts: false, saysLength, breaks: (3000, 1));

        var run = await CommandLine.RunAsync("extract", server.Url, "-C", Path.Combine(_package.Around, "target"));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldNotContain("   at ");
        PackableFolder.Names(_package.Around).ShouldBe(["developer.key"]);
    }

    [Fact]
    public async Task A_file_that_changes_on_the_server_is_noticed()
    {
        await using var server = await FileServer.StartAsync(await _package.PackAsync(), breaks: (3000, 1));
        using var source = Input.Sources.PackageSource.Open(server.Url, TestContext.Current.CancellationToken);
        source.ReadExactly(new byte[3000]);
        await File.AppendAllTextAsync(server.Path, "x", TestContext.Current.CancellationToken);

        Should.Throw<Output.RefusalException>(() => source.ReadByte()).Message.ShouldContain("changed");
    }

    [Fact]
    public async Task A_redirection_is_followed()
    {
        await using var server = await FileServer.StartAsync(await _package.PackAsync());

        (await CommandLine.RunAsync("verify", server.Url.Replace("pebble.s9pk", "loop", StringComparison.Ordinal))).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task What_the_server_does_not_have_is_told_in_one_line()
    {
        await using var server = await FileServer.StartAsync(_package.Empty());

        var run = await CommandLine.RunAsync("verify", server.Url + "x");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("the server answers 404");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_in_one_line()
    {
        var server = await FileServer.StartAsync(_package.Empty());
        var url = server.Url;
        await server.DisposeAsync();

        var run = await CommandLine.RunAsync("verify", url);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain(url);
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task An_empty_file_is_no_package()
    {
        await using var server = await FileServer.StartAsync(_package.Empty(), sendsParts: false);

        (await CommandLine.RunAsync("verify", server.Url)).Output.ShouldContain("is empty");
    }
}
