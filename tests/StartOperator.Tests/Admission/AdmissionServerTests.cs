using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StartOperator.Admission;
using StartOperator.Rendering;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Controllers;
using StartOperator.Services;

namespace StartOperator.Tests.Admission;

/// <summary>The webhook's server, asked by whoever finds its port. Its caches are not full, so that it allows what it can read.</summary>
public sealed class AdmissionServerTests : IAsyncLifetime
{
    private const string Review = """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"7","operation":"CREATE","namespace":"home","object":{},"oldObject":null}}""";

    private readonly ServingCertificate _certificate = new();
    private readonly WebhookPair _pair = WebhookPair.Create(["127.0.0.1"], null, DateTimeOffset.UtcNow);
    private readonly AdmissionServer _server;

    public AdmissionServerTests()
    {
        var options = new WebhookOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), ReviewTimeout = TimeSpan.FromSeconds(2) };
        var neighbourhood = new Neighbourhood(new ObjectCaches());
        var judge = new AdmissionJudge(new ServicePlanner(neighbourhood, new RenderingOptions()), neighbourhood, new OperatorHealth(), new OperatorSettings());
        _server = new AdmissionServer(options, _certificate, judge, NullLogger<AdmissionServer>.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _certificate.Show(_pair.Chain, _pair.Key);
        await _server.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_review_is_answered_with_its_uid()
    {
        var answer = await PostAsync(Review);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        json.RootElement.GetRawText().ShouldBe("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"7","allowed":true}}""");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{"uid":"7"}}""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{}}""")]
    public async Task What_is_no_review_is_a_bad_request(string body) => (await PostAsync(body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_review_that_nests_without_end_is_a_bad_request() =>
        (await PostAsync(string.Concat(Enumerable.Repeat("""{"request":""", 90_000)))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("[", "0,")]
    [InlineData("""{"metadata":{"name":"a"},"spec":{"tolerations":[""", "{},")]
    public async Task A_review_that_would_be_much_larger_in_memory_is_a_bad_request(string begin, string item)
    {
        var head = Review[..Review.IndexOf("{},\"oldObject\"", StringComparison.Ordinal)] + begin;

        (await PostAsync(head + string.Concat(Enumerable.Repeat(item, (AdmissionServer.MaxBytes - head.Length) / item.Length)))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(Review)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 64 * 1024)]
    public async Task A_review_up_to_the_limit_is_answered_whether_or_not_its_size_is_announced(bool chunked, int framing)
    {
        const string Empty = "\"object\":{}";
        var text = new string('a', AdmissionServer.MaxBytes - framing - Review.Length - "\"a\":\"\"".Length);
        var review = Review.Replace(Empty, $"{Empty[..^1]}\"a\":\"{text}\"}}", StringComparison.Ordinal);
        review.Length.ShouldBe(AdmissionServer.MaxBytes - framing);

        (await PostAsync(review, chunked: chunked)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_review_above_the_limit_is_not_read()
    {
        await using var stream = await ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {AdmissionServer.Path} HTTP/1.1\r\nHost: x\r\nContent-Length: {AdmissionServer.MaxBytes + 1}\r\n\r\n"), Cancellation);

        (await new StreamReader(stream).ReadLineAsync(Cancellation)).ShouldBe("HTTP/1.1 413 Payload Too Large");
    }

    [Fact]
    public async Task Only_reviews_are_served()
    {
        using var client = Client();
        (await client.GetAsync(new Uri(_server.Address!, AdmissionServer.Path), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await client.GetAsync(new Uri(_server.Address!, "/metrics"), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_does_not_send_what_they_announced_is_let_go_and_the_next_is_answered()
    {
        var idle = new List<SslStream>();
        for (var i = 0; i < 4; i++)
        {
            var stream = await ConnectAsync();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {AdmissionServer.Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{{"), Cancellation);
            idle.Add(stream);
        }

        foreach (var stream in idle)
        {
            (await new StreamReader(stream).ReadLineAsync(Cancellation)).ShouldBe("HTTP/1.1 408 Request Timeout");
            await stream.DisposeAsync();
        }

        (await PostAsync(Review)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_next_connection_sees_the_certificate_that_was_given_last()
    {
        var renewed = WebhookPair.Create(["127.0.0.1"], _pair, DateTimeOffset.UtcNow);
        await PostAsync(Review, _pair.Authorities);

        _certificate.Show(renewed.Chain, renewed.Key);

        await PostAsync(Review, renewed.Authorities);
        await Should.ThrowAsync<HttpRequestException>(() => PostAsync(Review, _pair.Authorities));
    }

    [Fact]
    public async Task A_certificate_in_a_folder_is_shown_and_followed()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (time, shown) = (new FakeTimeProvider(), new ServingCertificate());
            var options = new WebhookOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), CertificateFolder = folder.FullName };
            using var files = new CertificateFolder(options, shown, time, NullLogger<CertificateFolder>.Instance);
            await files.StartAsync(Cancellation);
            shown.Context.ShouldBeNull();

            await WriteAsync(folder, _pair);
            var first = await UntilAsync(shown, time, null);
            await WriteAsync(folder, WebhookPair.Create(["127.0.0.1"], null, DateTimeOffset.UtcNow));
            (await UntilAsync(shown, time, first)).ShouldNotBe(first);
            await files.StopAsync(CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<SslStreamCertificateContext?> UntilAsync(ServingCertificate shown, FakeTimeProvider time, SslStreamCertificateContext? before)
    {
        while (shown.Context == before)
        {
            Cancellation.ThrowIfCancellationRequested();
            time.Advance(CertificateFolder.Interval);
            await Task.Yield();
        }

        return shown.Context;
    }

    private static async Task WriteAsync(DirectoryInfo folder, WebhookPair pair)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tls.crt"), pair.Chain, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tls.key"), pair.Key, Cancellation);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string? authorities = null, bool chunked = false)
    {
        using var client = Client(authorities);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address!, AdmissionServer.Path)) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        var answer = await client.SendAsync(request, Cancellation);
        await answer.Content.LoadIntoBufferAsync(Cancellation);
        return answer;
    }

    private HttpClient Client(string? authorities = null) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(authorities ?? _pair.Authorities) },
    });

    private async Task<SslStream> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address!.Port, Cancellation);
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = Trust(_pair.Authorities) }, Cancellation);
        return stream;
    }

    private static X509ChainPolicy Trust(string authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authorities);
        return policy;
    }
}
