using StartOperator.Package.Model;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Model.Volumes;

namespace StartOperator.Package.Reading.Procedures;

/// <summary>Reads a procedure's mounts (contract: volumes.md §3 and §5).</summary>
internal static class MountReader
{
    public static IdMap<string>? Read(Cursor value, ProcedureRules rules)
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        return value.Map(Limits.Entries, key => ReadVolume(key, rules), target => ReadTarget(target, targets));
    }

    private static string? ReadVolume(KeyCursor key, ProcedureRules rules)
    {
        if (key.Text == Volume.Backup) return key.Text;
        if (rules.Volumes is not { } declared) return key.Id();
        if (declared.Contains(key.Text)) return key.Text;

        var near = Spelling.Nearest(key.Text, declared.Append(Volume.Backup));
        return key.Fail<string>(
            $"'{Wording.Short(key.Text)}' is not a declared volume", near is null ? "declare it under 'volumes'" : $"did you mean '{near}'?");
    }

    private static string? ReadTarget(Cursor value, Dictionary<string, string> targets)
    {
        if (value.Text(Limits.Path) is not { } path) return null;
        if (FilePath.ControlCharacter(path) is { } fault) return value.Fail<string>(fault, "remove it");
        if (!path.StartsWith('/'))
            return Refuse(value, $"'{Wording.Short(path)}' is not an absolute path", "start it with a slash");

        var segments = FilePath.Segments(path);
        if (segments.Contains(".."))
            return value.Fail<string>("the path leads upwards with '..'; StartOS takes it, StartOperator does not", "write the path without '..'");
        if (segments.Count == 0)
            return Refuse(value, "a volume can't hide the container's whole file system", "mount it below /");
        return targets.TryAdd(string.Join('/', segments), path)
            ? path
            : Refuse(value, "another volume is mounted at the same path", "mount one of them elsewhere");
    }

    private static string? Refuse(Cursor value, string message, string remedy) =>
        value.Fail<string>($"{message}; StartOS takes it, but no container starts with it", remedy);
}
