using StartOperator.Package.Model;
using StartOperator.Package.Model.Dependencies;
using StartOperator.Package.Versions;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Dependencies;

/// <summary>What is wrong with a dependency.</summary>
/// <param name="Reason">What, as one word.</param>
/// <param name="Message">What, and which package it is about.</param>
public sealed record DependencyFault(string Reason, string Message);

/// <summary>
/// What is wrong with the packages that a package always needs (contract: dependencies.md §5). As on StartOS, it stops nobody. Whether an optional
/// dependency is used is for config to say, so nothing is said of those.
/// </summary>
public static class DependencyFaults
{
    /// <summary>The faults, one for each dependency that has any, in byte order of the packages.</summary>
    /// <param name="manifest">The package.</param>
    /// <param name="installed">The service that is a package in the box; null where it is not installed.</param>
    public static IReadOnlyList<DependencyFault> Of(Manifest manifest, Func<string, StartService?> installed) =>
    [
        .. manifest.Dependencies.Where(d => d.Value.Requirement is Requirement.Required && d.Key != manifest.Id)
            .Select(d => Of(d.Key, d.Value.Version, installed(d.Key)?.Status)).OfType<DependencyFault>(),
    ];

    /// <summary>The dependants whose ranges a new version leaves, by name.</summary>
    /// <param name="manifest">The package in its new version.</param>
    /// <param name="old">The version until now.</param>
    /// <param name="dependants">The services that declare a dependency on it.</param>
    public static IReadOnlyList<string> Broken(Manifest manifest, EmVersion old, IEnumerable<ServiceDefinition> dependants) =>
    [
        .. dependants.Where(d => d.Manifest.Dependencies.GetValueOrDefault(manifest.Id) is { } dependency && dependency.Version.Matches(old)
            && !dependency.Version.Matches(manifest.Version)).Select(d => d.Name).Order(StringComparer.Ordinal),
    ];

    private static DependencyFault? Of(string package, VersionRange range, StartServiceStatus? status)
    {
        if (status?.Installed is not { } installed)
        {
            return new DependencyFault(Reasons.DependencyAbsent, $"{package} is needed and not installed in this namespace");
        }

        if (EmVersion.TryParsePrefix(installed.Version, out var version, out _, out _) && !range.Matches(version))
        {
            return new DependencyFault(Reasons.DependencyVersion, $"{package} {installed.Version} is installed, and {range} is needed");
        }

        return status.Main is MainStatus.Running or MainStatus.Starting or MainStatus.Restarting
            ? null
            : new DependencyFault(Reasons.DependencyNotRunning, $"{package} is needed and does not run");
    }
}
