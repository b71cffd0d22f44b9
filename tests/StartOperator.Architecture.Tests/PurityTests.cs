namespace StartOperator.Architecture.Tests;

/// <summary>Package, Resources and Rendering say the same of the same input: they know no server, thread or clock; Rendering no file either.</summary>
public sealed class PurityTests
{
    private static readonly string[] Servers =
        ["k8s.IKubernetes", "k8s.Kubernetes", "k8s.GenericClient", "k8s.Watcher", "System.Net.", "System.Diagnostics.Process", "System.Console"];

    private static readonly string[] Threads =
        ["System.Threading.", "System.Timers.", "System.Runtime.CompilerServices.AsyncTaskMethodBuilder", "System.Collections.Concurrent."];

    private static readonly string[] Clocks = ["System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Random"];

    private static readonly string[] Moments =
    [
        "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today",
        "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow",
        "System.Environment::get_TickCount", "System.Environment::get_TickCount64", "System.Guid::NewGuid", "System.Guid::CreateVersion7",
        "System.Environment::GetEnvironmentVariable", "System.Environment::get_MachineName",
    ];

    private static readonly string[] Files =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo",
        "System.IO.StreamReader", "System.IO.StreamWriter", "System.IO.Path",
    ];

    public static TheoryData<string> Pure => ["StartOperator.Package", "StartOperator.Resources", "StartOperator.Rendering"];

    [Theory]
    [MemberData(nameof(Pure))]
    public void A_pure_project_speaks_to_no_server(string project) => Uses(project, Servers).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Pure))]
    public void A_pure_project_starts_no_thread_and_waits_for_none(string project) => Uses(project, Threads).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Pure))]
    public void A_pure_project_has_no_clock_and_no_dice(string project)
    {
        Uses(project, Clocks).ShouldBeEmpty();
        CompiledAssembly.Read(project).Members.Intersect(Moments).ShouldBeEmpty();
    }

    [Fact]
    public void Rendering_opens_no_file() => CompiledAssembly.Read("StartOperator.Rendering").Types.Intersect(Files).ShouldBeEmpty();

    [Fact]
    public void What_is_forbidden_would_be_seen()
    {
        Uses("StartOperator.Runtime", Threads).ShouldContain("System.Threading.CancellationToken");
        Uses("StartOperator.Runtime", Servers).ShouldContain("System.Net.Http.HttpClient");
        Uses("StartOperator.Runtime", Clocks).ShouldContain("System.TimeProvider");
        CompiledAssembly.Read("StartOperator.Package").Types.Intersect(Files).ShouldContain("System.IO.File");
        CompiledAssembly.Read(typeof(PurityTests).Assembly.GetName().Name!).Members.Intersect(Moments)
            .ShouldBe(["System.DateTimeOffset::get_UtcNow"]);
        DateTimeOffset.UtcNow.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
    }

    private static IEnumerable<string> Uses(string project, string[] forbidden) =>
        CompiledAssembly.Read(project).Types.Where(t => forbidden.Any(f => f[^1] == '.' ? t.StartsWith(f, StringComparison.Ordinal) : t == f));
}
