using StartOperator.Package.Model;
using StartOperator.Package.Model.Migrations;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Reading.Procedures;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Reading.Migrations;

/// <summary>Reads migrations in the author's order, which decides (contract: lifecycle.md §4).</summary>
internal static class MigrationReader
{
    public static MigrationSet? Read(Cursor value, ManifestScope scope)
    {
        if (value.Object() is not { } fields) return null;

        var from = fields.Required("from") is { } first ? ReadSide(first, scope) : null;
        var to = fields.Required("to") is { } second ? ReadSide(second, scope) : null;
        return fields.Finish(() => new MigrationSet(from!, to!));
    }

    private static ValueList<Migration>? ReadSide(Cursor value, ManifestScope scope) =>
        scope.Form == DocumentForm.Canonical ? ReadList(value, scope) : ReadMap(value, scope);

    private static ValueList<Migration>? ReadMap(Cursor value, ManifestScope scope)
    {
        if (value.Entries(Limits.Entries) is not { } entries) return null;

        List<Migration> migrations = [];
        foreach (var (key, entry) in entries)
        {
            var range = key.VersionRange();
            var procedure = ProcedureReader.Read(entry, scope.Speaking);
            if (range is not null && procedure is not null) Add(migrations, range, procedure, key.Warn);
        }

        return [.. migrations];
    }

    private static ValueList<Migration>? ReadList(Cursor value, ManifestScope scope)
    {
        if (value.Items(Limits.Entries) is not { } items) return null;

        List<Migration> migrations = [];
        foreach (var item in items)
        {
            if (item.Object() is not { } fields) continue;

            var range = fields.Required("range")?.VersionRange();
            var migration = ProcedureReader.ReadFields(fields, scope.Speaking, procedure => new Migration(range!, procedure));
            if (migration is not null) Add(migrations, migration.Range, migration.Procedure, item.Warn);
        }

        return [.. migrations];
    }

    /// <summary>Adds a migration. One for the same range, in whatever spelling, gives its place to it, as in StartOS.</summary>
    private static void Add(List<Migration> migrations, VersionRange range, Procedure procedure, Action<string, string> warn)
    {
        var same = migrations.FindIndex(migration => migration.Range == range);
        if (same < 0)
        {
            migrations.Add(new Migration(range, procedure));
            return;
        }

        warn($"the range {range} is there twice; the last one counts, at the place of the first", "remove one of them");
        migrations[same] = new Migration(range, procedure);
    }
}
