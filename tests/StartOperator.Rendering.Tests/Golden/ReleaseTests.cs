namespace StartOperator.Rendering.Tests.Golden;

/// <summary>An upgrade of the operator restarts nobody, and finds every object again, unless that is meant.</summary>
public sealed class ReleaseTests
{
    public static TheoryData<string> Versions => [.. Release.Versions()];

    /// <summary>
    /// What a later version changed on purpose, with the version that did: <c>CASE SERVICE REASON</c> restarts its pod, <c>CASE KIND NAME</c> is no
    /// longer made. Claims, and the Secrets of authorities, are never among them.
    /// </summary>
    private static readonly Dictionary<string, string> Meant = [];

    [Fact]
    public void This_version_is_pinned() => GoldenFile.ShouldHold(Release.FileOf(Release.Current), Release.Render());

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_case_that_a_release_was_pinned_with_stays_as_it_is(string version) =>
        Release.Pinned(version).Inputs.Where(pinned => GoldenCase.InputDigest(pinned.Case) != pinned.Digest).Select(pinned => pinned.Case).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_upgrade_from_a_release_restarts_no_pod(string version)
    {
        var restarts =
            from pod in Release.Pinned(version).RestartReasons
            let now = GoldenCase.Services(pod.Case).Single(service => service.Name == pod.Service)
            from reason in RestartReasons.Of(now).ChangedSince(pod.Reasons)
            select $"{pod.Case} {pod.Service} {reason}";

        restarts.Where(restart => !Meant.ContainsKey(restart)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_upgrade_from_a_release_gives_no_object_another_name(string version)
    {
        var made = GoldenCase.Names().SelectMany(name => GoldenCase.Identities(name).Select(o => $"{name} {o.Kind} {o.Name}")).ToHashSet(StringComparer.Ordinal);

        Release.Pinned(version).Objects.Where(pinned => !made.Contains(pinned) && !Meant.ContainsKey(pinned)).ShouldBeEmpty();
    }

    [Fact]
    public void No_claim_is_ever_meant_to_change() => Meant.Keys.Where(line => line.Contains(" PersistentVolumeClaim ", StringComparison.Ordinal)).ShouldBeEmpty();
}
