using StartOperator.Package.Model;
using StartOperator.Package.Model.Migrations;
using StartOperator.Package.Versions;

namespace StartOperator.Rendering.Revisions;

/// <summary>What going from one version of a package to another takes.</summary>
public abstract record VersionChange
{
    private VersionChange()
    {
    }

    /// <summary>Nothing: the versions are equal, or no migration matches.</summary>
    public sealed record Free : VersionChange;

    /// <summary>The new version is older.</summary>
    public sealed record Downgrade : VersionChange;

    /// <summary>A migration must run.</summary>
    /// <param name="Migration">The migration.</param>
    /// <param name="Direction">Whose it is: <c>from</c> of the new version or <c>to</c> of the old one.</param>
    public sealed record Migrate(Migration Migration, string Direction) : VersionChange;

    /// <summary>
    /// Judges a change of version (contract: lifecycle.md §4): the first matching range in the manifest's order, of the new version's <c>from</c> and
    /// then the old version's <c>to</c> when going up, the other way round when going down.
    /// </summary>
    /// <param name="old">The version that the data has seen.</param>
    /// <param name="oldManifest">The installed manifest; null when nobody has it any more.</param>
    /// <param name="manifest">The manifest to install.</param>
    /// <param name="allowDowngrade">Whether an older version may be installed.</param>
    public static VersionChange Judge(EmVersion old, Manifest? oldManifest, Manifest manifest, bool allowDowngrade)
    {
        var direction = manifest.Version.CompareTo(old);
        if (direction == 0)
        {
            return new Free();
        }

        if (direction < 0 && !allowDowngrade)
        {
            return new Downgrade();
        }

        var from = First(manifest.Migrations?.From, old, "from");
        var to = First(oldManifest?.Migrations?.To, manifest.Version, "to");
        return (direction > 0 ? from ?? to : to ?? from) ?? (VersionChange)new Free();
    }

    private static Migrate? First(ValueList<Migration>? migrations, EmVersion other, string direction) =>
        migrations?.FirstOrDefault(m => m.Range.Matches(other)) is { } migration ? new Migrate(migration, direction) : null;
}
