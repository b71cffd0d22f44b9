using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Model.Migrations;

/// <summary>
/// What to run when the version changes (contract: lifecycle.md §4). Order decides: of each list the first entry
/// whose range matches is the one.
/// </summary>
/// <param name="From">Run by the new version; ranges are matched against the old version.</param>
/// <param name="To">Run by the old version; ranges are matched against the new version.</param>
public sealed record MigrationSet(
    [property: Items(Limits.Entries)] ValueList<Migration> From,
    [property: Items(Limits.Entries)] ValueList<Migration> To);

/// <summary>What to run for a range of versions.</summary>
/// <param name="Range">The other version must be in it.</param>
/// <param name="Procedure">What to run.</param>
public sealed record Migration(
    [property: Text(Limits.VersionRange)] VersionRange Range,
    [property: Inlined] Procedure Procedure);
