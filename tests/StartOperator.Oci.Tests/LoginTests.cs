using System.Text;
using Microsoft.AspNetCore.Http;

namespace StartOperator.Oci.Tests;

/// <summary>Who we are is said as the registry wants to know it, and to nobody else.</summary>
public sealed class LoginTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oci-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_user_and_password_are_sent_when_asked_for()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = async context =>
        {
            if (context.Request.Headers.Authorization == Basic("ann", "secret")) return false;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"registry\"";
            return await FakeRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
        };

        (await Samples.PushAsync(registry, Options(registry), Samples.Image())).ShouldBeNull();
    }

    [Fact]
    public async Task A_wrong_password_is_told_with_where_it_stands()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = async context =>
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"registry\"";
            return await FakeRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
        };

        var fault = (await Samples.PushAsync(registry, Options(registry), Samples.Image())).ShouldNotBeNull();

        fault.Message.ShouldContain("refuses the login of 'ann'");
        fault.Message.ShouldContain("config.json");
        fault.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Without_a_login_the_user_is_told_to_log_in()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = async context =>
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"registry\"";
            return await FakeRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
        };

        var fault = (await Samples.PushAsync(registry, Samples.Options(), Samples.Image())).ShouldNotBeNull();

        fault.Message.ShouldContain("wants a login");
        fault.Remedy.ShouldContain("docker login");
    }

    [Fact]
    public async Task A_token_is_fetched_for_what_is_to_be_done()
    {
        await using var tokens = await FakeRegistry.StartAsync();
        await using var registry = await FakeRegistry.StartAsync();
        tokens.Before = async context =>
        {
            context.Request.Headers.Authorization.ToString().ShouldBe(Basic("ann", "secret"));
            await context.Response.WriteAsync("""{"token":"pass","expires_in":300}""");
            return true;
        };
        registry.Before = WantsToken(tokens);

        (await Samples.PushAsync(registry, Options(registry), Samples.Image())).ShouldBeNull();

        tokens.Requests.ShouldHaveSingleItem().ShouldContain("service=fake&scope=repository%3Abox%2Fpebble%2Fmain%3Apull%2Cpush&account=ann");
        registry.Requests.ShouldAllBe(request => request.EndsWith("Bearer", StringComparison.Ordinal) || request == "GET /v2/");
    }

    [Fact]
    public async Task A_token_that_has_run_out_is_fetched_anew()
    {
        await using var tokens = await FakeRegistry.StartAsync();
        await using var registry = await FakeRegistry.StartAsync();
        var given = 0;
        tokens.Before = async context =>
        {
            await context.Response.WriteAsync($$"""{"access_token":"pass{{++given}}","expires_in":300}""");
            return true;
        };
        var pieces = 0;
        registry.Before = async context =>
        {
            var good = pieces < 2 ? "Bearer pass1" : "Bearer pass2";
            if (context.Request.Headers.Authorization == good)
            {
                pieces += context.Request.Method == "PATCH" ? 1 : 0;
                return false;
            }

            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://{tokens.Host}/token\",service=\"fake\"";
            return await FakeRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "token expired");
        };

        (await Samples.PushAsync(registry, Options(registry), Samples.Image())).ShouldBeNull();

        given.ShouldBe(2);
    }

    [Fact]
    public async Task An_identity_token_is_exchanged()
    {
        await using var tokens = await FakeRegistry.StartAsync();
        await using var registry = await FakeRegistry.StartAsync();
        var form = "";
        tokens.Before = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            form = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            await context.Response.WriteAsync("""{"access_token":"pass"}""");
            return true;
        };
        registry.Before = WantsToken(tokens);
        var logins = Samples.Logins(_folder.FullName, $$$$"""{"auths":{"{{{{registry.Host}}}}":{"identitytoken":"refresh-me"}}}""");

        (await Samples.PushAsync(registry, Samples.Options() with { Credentials = logins }, Samples.Image())).ShouldBeNull();

        form.ShouldContain("grant_type=refresh_token");
        form.ShouldContain("refresh_token=refresh-me");
    }

    [Fact]
    public async Task A_login_does_not_follow_a_redirection_to_another_host()
    {
        await using var other = await FakeRegistry.StartAsync();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = async context =>
        {
            if (context.Request.Headers.Authorization != Basic("ann", "secret"))
            {
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"registry\"";
                return await FakeRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
            }

            if (context.Request.Method is not ("HEAD" or "PUT") || !context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal)) return false;

            context.Response.StatusCode = 307;
            context.Response.Headers.Location = $"http://{other.Host}{context.Request.Path}";
            return true;
        };

        await Samples.PushAsync(registry, Options(registry), Samples.Image());

        other.Requests.ShouldNotBeEmpty();
        other.Requests.ShouldAllBe(request => !request.EndsWith("Basic", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_does_not_follow_an_upload_to_another_host()
    {
        await using var other = await FakeRegistry.StartAsync();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = async context =>
        {
            if (context.Request.Headers.Authorization != Basic("ann", "secret"))
            {
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"registry\"";
                return await FakeRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
            }

            if (context.Request.Method != "POST") return false;

            context.Response.StatusCode = 202;
            context.Response.Headers.Location = $"http://{other.Host}/v2/box/pebble/main/blobs/uploads/1";
            return true;
        };

        await Samples.PushAsync(registry, Options(registry) with { Tries = 1 }, Samples.Image());

        other.Requests.ShouldNotBeEmpty();
        other.Requests.ShouldAllBe(request => !request.EndsWith("Basic", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redirections_in_circles_end()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = context =>
        {
            if (context.Request.Method != "POST") return Task.FromResult(false);
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = context.Request.Path.Value;
            return Task.FromResult(true);
        };

        (await Samples.PushAsync(registry, Samples.Options(), Samples.Image())).ShouldNotBeNull().Message.ShouldContain("circles");
    }

    private Registries.RegistryOptions Options(FakeRegistry registry) => Samples.Options() with
    {
        Credentials = Samples.Logins(_folder.FullName, $$$$"""{"auths":{"{{{{registry.Host}}}}":{"auth":"{{{{Convert.ToBase64String("ann:secret"u8)}}}}"}}}"""),
    };

    private static Func<HttpContext, Task<bool>> WantsToken(FakeRegistry tokens) => async context =>
    {
        if (context.Request.Headers.Authorization == "Bearer pass") return false;
        context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://{tokens.Host}/token\",service=\"fake\",scope=\"x\"";
        return await FakeRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
    };

    private static string Basic(string user, string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
}
