using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>Something that happens to a service and that must end in the same way whatever befalls the operator meanwhile.</summary>
/// <param name="Name">What happens.</param>
/// <param name="BeginAsync">What was before.</param>
/// <param name="HappensAsync">What the user does.</param>
/// <param name="EndsAsync">Waits for the end.</param>
public sealed record Story(string Name, Func<ServiceBox, Task> BeginAsync, Func<ServiceBox, Task> HappensAsync, Func<ServiceBox, Task> EndsAsync)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes")
        .WithData("main").WithAssets("pages").WithInterface("web", 8080).WithCertificate("tls", "web").WithPointer("inbox", "letters", @readonly: false);

    private static readonly TestPackage Updated = TestPackage.Called("notes").At("1.1.0")
        .WithData("main").WithData("archive").WithAssets("pages").WithInterface("admin", 9090).WithPointer("inbox", "letters", @readonly: false);

    private static readonly TestPackage Doomed = Notes.With(spec => spec with { DeletionPolicy = DeletionPolicy.Delete });

    /// <summary>All stories.</summary>
    public static IReadOnlyList<Story> All { get; } =
    [
        new("create", _ => Task.CompletedTask, box => box.ApplyAsync(Notes), RunsAsync),
        new("update", box => InstallAsync(box, Notes), box => box.ApplyAsync(Updated), RunsAsync),
        new("stop", box => InstallAsync(box, Notes), box => box.PatchAsync("notes", """{"state":"Stopped"}"""), StopsAsync),
        new("delete", box => InstallAsync(box, Doomed), box => box.DeleteAsync(StartServiceKind.Kind, "notes"), GoesAsync),
        new("adopt", UninstallAsync, box => box.ApplyAsync(Notes), RunsAsync),
    ];

    /// <summary>Whether nothing was before.</summary>
    public bool BeginsWithNothing => Name == "create";

    /// <summary>A story by its name.</summary>
    public static Story Called(string name) => All.Single(story => story.Name == name);

    private static async Task InstallAsync(ServiceBox box, TestPackage package)
    {
        await box.ApplyAsync(package);
        await box.RunningAsync("notes");
        await box.BoundAsync("notes-main");
        await box.QuietAsync();
    }

    private static async Task UninstallAsync(ServiceBox box)
    {
        await InstallAsync(box, Notes);
        await box.UninstallAsync("notes");
        await NothingButClaimsIsLeftAsync(box);
        await box.QuietAsync();
    }

    private static Task<StartService> RunsAsync(ServiceBox box) => box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.True, Reasons.Running);

    private static async Task StopsAsync(ServiceBox box)
    {
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.True, Reasons.Stopped);
        await box.GoneAsync<V1Pod>("notes");
    }

    private static async Task GoesAsync(ServiceBox box)
    {
        await box.GoneAsync<StartService>("notes");
        await box.GoneAsync<V1PersistentVolumeClaim>("notes-main");
        await NothingButClaimsIsLeftAsync(box);
    }

    private static async Task NothingButClaimsIsLeftAsync(ServiceBox box)
    {
        await box.FindNoneAsync<V1Pod>(_ => true);
        await box.FindNoneAsync<V1Service>(_ => true);
        await box.FindNoneAsync<V1ServiceAccount>(account => account.Metadata.Name != "default");
        await box.FindNoneAsync<V1ControllerRevision>(_ => true);
        await box.FindNoneAsync<V1Secret>(secret => secret.Metadata.Name != "embassy-ca");
    }
}
