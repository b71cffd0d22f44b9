using System.Net;
using System.Net.Sockets;

namespace StartOperator.Tests;

/// <summary>Asking a running operator how it is.</summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData(HttpStatusCode.OK, 0)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1)]
    public async Task The_exit_code_is_the_answer(HttpStatusCode status, int exitCode)
    {
        using var server = new HttpListener();
        var address = Listen(server);
        var answer = AnswerAsync(server, status, "[+] pods 3\n");
        await using var output = new StringWriter();

        (await Probe.RunAsync($"{address}readyz?verbose", output, TextWriter.Null)).ShouldBe(exitCode);

        output.ToString().ShouldBe("[+] pods 3\n");
        await answer;
    }

    [Fact]
    public async Task Nobody_there_is_no()
    {
        await using var error = new StringWriter();

        (await Probe.RunAsync("http://127.0.0.1:1/readyz", TextWriter.Null, error)).ShouldBe(1);

        error.ToString().ShouldStartWith("start-operator: http://127.0.0.1:1/readyz does not answer: ");
    }

    [Theory]
    [InlineData("readyz")]
    [InlineData("https://127.0.0.1/readyz")]
    public async Task What_is_no_address_of_a_probe_is_refused(string address)
    {
        await using var error = new StringWriter();

        (await Probe.RunAsync(address, TextWriter.Null, error)).ShouldBe(2);

        error.ToString().ShouldContain("write it as http://HOST:8080/readyz");
    }

    private static string Listen(HttpListener server)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        server.Prefixes.Add(address);
        server.Start();
        return address;
    }

    private static async Task AnswerAsync(HttpListener server, HttpStatusCode status, string text)
    {
        var context = await server.GetContextAsync();
        context.Response.StatusCode = (int)status;
        await using var body = new StreamWriter(context.Response.OutputStream);
        await body.WriteAsync(text);
    }
}
