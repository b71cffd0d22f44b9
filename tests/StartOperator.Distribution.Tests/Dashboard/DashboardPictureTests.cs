using System.Net;
using System.Text.Json;
using System.Web;
using System.Xml.Linq;
using StartOperator.Distribution.Dashboard;

namespace StartOperator.Distribution.Tests.Dashboard;

public sealed class DashboardPictureTests
{
    private const string TwoSeries = """
        {"status":"success","data":{"resultType":"matrix","result":[
          {"metric":{"controller":"box","name":"box","verb":"get"},"values":[[1700000000,"1"],[1700000015,"2.5"],[1700000030,"NaN"]]},
          {"metric":{"controller":"<service>","name":"service","verb":"patch"},"values":[[1700000000,"0.25"],[1700000015,"0.5"]]}]}}
        """;

    private const string NoSeries = """{"status":"success","data":{"resultType":"matrix","result":[]}}""";

    [Fact]
    public async Task Every_panel_is_drawn_with_what_its_queries_give()
    {
        using var server = new Answering(TwoSeries);

        var picture = Text(await DrawAsync(server));

        foreach (var panel in Panels)
        {
            picture.ShouldContain(panel.Title);
        }

        picture.ShouldContain("<service>");
        picture.Count(text => text == "0.5").ShouldBeGreaterThanOrEqualTo(Panels.Count(p => p is { Type: "stat", Unit: not "bytes" }));
        server.Queries.Count.ShouldBe(Panels.Sum(panel => panel.Queries.Count));
        server.Queries.ShouldAllBe(query => query.Contains("namespace=\"ops\"") && !query.Contains('$'));
    }

    [Fact]
    public async Task A_panel_that_has_no_value_says_so()
    {
        using var server = new Answering(NoSeries);

        Text(await DrawAsync(server)).Count(text => text == "No data").ShouldBe(Panels.Count(p => p.Type == "stat"));
    }

    [Fact]
    public async Task A_query_that_is_refused_ends_it()
    {
        using var server = new Answering("""{"status":"error","errorType":"bad_data"}""", HttpStatusCode.BadRequest);

        await Should.ThrowAsync<HttpRequestException>(() => DrawAsync(server));
    }

    [Theory]
    [InlineData(0.0042, "s", "4.2 ms")]
    [InlineData(1.5, "s", "1.5 s")]
    [InlineData(33554432, "bytes", "32 MiB")]
    [InlineData(0.25, "ops", "0.25/s")]
    [InlineData(7, "short", "7")]
    public void A_value_is_told_with_its_unit(double value, string unit, string told) => DashboardPicture.Tell(value, unit).ShouldBe(told);

    private static IReadOnlyList<Panel> Panels { get; } = ReadPanels();

    private static IReadOnlyList<Panel> ReadPanels()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("charts", "start-operator", "files", "dashboard.json")));
        return Panel.Read(file.RootElement);
    }

    private static async Task<string> DrawAsync(Answering server)
    {
        using var http = new HttpClient(server) { BaseAddress = new Uri("http://prometheus.example/") };
        var until = DateTimeOffset.FromUnixTimeSeconds(1_700_000_030);
        var prometheus = new MetricsSource(http, "ops", until - TimeSpan.FromMinutes(1), until, TimeSpan.FromSeconds(15));
        return await DashboardPicture.DrawAsync(Panels, prometheus, TestContext.Current.CancellationToken);
    }

    /// <summary>The texts of a picture, which must be well-formed.</summary>
    private static List<string> Text(string picture) => [.. XDocument.Parse(picture).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

    private sealed class Answering(string body, HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler
    {
        public List<string> Queries { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Queries.Add(HttpUtility.ParseQueryString(request.RequestUri!.Query)["query"]!);
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
        }
    }
}
