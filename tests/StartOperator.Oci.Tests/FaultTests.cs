namespace StartOperator.Oci.Tests;

/// <summary>What a registry refuses is told in a person's words, with what to do.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(403, "DENIED", "requested access to the resource is denied", "without a login nobody may push there", "log in")]
    [InlineData(404, "NAME_UNKNOWN", "project not found", "no such place to push", "create the project")]
    [InlineData(405, "UNSUPPORTED", "the registry is read-only", "takes nothing", "read-only")]
    [InlineData(413, "TOO_LARGE", "too large", "refuses so much at once", "proxy's limit")]
    [InlineData(500, "UNKNOWN", "write /storage/blob: no space left on device", "has no room left", "make room")]
    [InlineData(507, "UNKNOWN", "", "has no room left", "make room")]
    [InlineData(429, "TOOMANYREQUESTS", "slow down", "wants fewer requests", "run again later")]
    public async Task A_refusal_says_what_to_do(int status, string code, string message, string told, string remedy)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = async context => context.Request.Method == "POST" && await FakeRegistry.RefuseAsync(context, status, code, message);

        var fault = (await Samples.PushAsync(registry, Samples.Options(), Samples.Image())).ShouldNotBeNull();

        fault.Path.ShouldBe($"{registry.Host}/box/pebble/main");
        fault.Message.ShouldContain(told);
        fault.Message.ShouldContain(message);
        fault.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public async Task A_registry_that_wants_us_to_wait_is_waited_for()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var (refusals, pauses) = (2, new List<TimeSpan>());
        registry.Before = async context =>
        {
            if (context.Request.Method != "POST" || --refusals < 0) return false;
            context.Response.Headers.RetryAfter = "7";
            return await FakeRegistry.RefuseAsync(context, 429, "TOOMANYREQUESTS", "slow down");
        };

        (await Samples.PushAsync(registry, Samples.Options(pauses), Samples.Image())).ShouldBeNull();

        pauses.ShouldBe([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)]);
    }

    [Fact]
    public async Task A_registry_that_wants_us_to_wait_too_long_is_not_waited_for()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var pauses = new List<TimeSpan>();
        registry.Before = async context =>
        {
            if (context.Request.Method != "POST") return false;
            context.Response.Headers.RetryAfter = "3600";
            return await FakeRegistry.RefuseAsync(context, 429, "TOOMANYREQUESTS", "slow down");
        };

        var fault = (await Samples.PushAsync(registry, Samples.Options(pauses), Samples.Image())).ShouldNotBeNull();

        fault.Message.ShouldContain("none for the next 3600 s");
        pauses.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_fails_for_a_moment_is_asked_again()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var failures = 3;
        registry.Before = async context => context.Request.Method == "HEAD" && --failures >= 0 && await FakeRegistry.RefuseAsync(context, 503, "UNAVAILABLE", "");

        (await Samples.PushAsync(registry, Samples.Options(), Samples.Image())).ShouldBeNull();
    }

    [Fact]
    public async Task A_registry_that_dies_is_told_of()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = context =>
        {
            if (context.Request.Method == "PATCH") context.Abort();
            return Task.FromResult(context.Request.Method == "PATCH");
        };

        var fault = (await Samples.PushAsync(registry, Samples.Options() with { Tries = 3 }, Samples.Image())).ShouldNotBeNull();

        fault.Path.ShouldBe(registry.Host);
        fault.Message.ShouldContain("can't be reached");
        registry.Manifests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_told_of()
    {
        var registry = await FakeRegistry.StartAsync();
        var address = Samples.Address(registry);
        await registry.DisposeAsync();

        var fault = await Registries.ImagePush.RunAsync(address, [Samples.Image()], Samples.Options() with { Insecure = false }, Quiet.Observer, TestContext.Current.CancellationToken);

        fault.ShouldNotBeNull().Message.ShouldContain("can't be reached");
        fault.Remedy.ShouldContain("--insecure-registry");
    }

    [Fact]
    public async Task What_is_no_registry_is_told_of()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = context =>
        {
            context.Response.StatusCode = 418;
            return Task.FromResult(true);
        };

        (await Samples.PushAsync(registry, Samples.Options(), Samples.Image())).ShouldNotBeNull().Message.ShouldContain("this is no registry");
    }
}
