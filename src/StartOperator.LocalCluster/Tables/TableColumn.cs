using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Tables;

/// <summary>One column of what <c>kubectl get</c> shows: its header and how to read a cell from an object at a given time.</summary>
internal sealed record TableColumn(string Name, Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
{
    public string Type { get; init; } = "string";

    public string Format { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>0 is always shown, 1 with -o wide.</summary>
    public int Priority { get; init; }

    public static TableColumn NameColumn { get; } =
        new("Name", (obj, _) => obj.Text("metadata", "name") ?? "") { Format = "name", Description = "The object's name, unique in its namespace." };

    public static TableColumn AgeColumn { get; } =
        new("Age", (obj, now) => Ages.Since(obj.Text("metadata", "creationTimestamp"), now)) { Description = "How long the object has existed." };

    public static TableColumn CreatedAt { get; } =
        new("Created At", (obj, _) => obj.Text("metadata", "creationTimestamp") ?? "") { Type = "date", Description = "When the object was made." };

    public static IReadOnlyList<TableColumn> NameAndAge { get; } = [NameColumn, AgeColumn];

    /// <summary>A column of text.</summary>
    public static TableColumn Text(string name, Func<JsonObject, string> cell, int priority = 0) => new(name, (obj, _) => cell(obj)) { Priority = priority };

    /// <summary>A column of whole numbers.</summary>
    public static TableColumn Whole(string name, Func<JsonObject, long> cell, int priority = 0) =>
        new(name, (obj, _) => cell(obj)) { Type = "integer", Priority = priority };

    public JsonObject Definition() => new()
    {
        ["name"] = Name,
        ["type"] = Type,
        ["format"] = Format,
        ["description"] = Description,
        ["priority"] = Priority,
    };
}

/// <summary>Ages as people read them: 45s, 3m2s, 5h, 12d.</summary>
internal static class Ages
{
    public static string Since(string? time, DateTimeOffset now) => Times.Parse(time) is { } start ? Of(now - start) : "<unknown>";

    public static string Of(TimeSpan age)
    {
        var seconds = (long)age.TotalSeconds;
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        var (minutes, hours) = (seconds / 60, seconds / 3600);
        return (seconds, minutes, hours) switch
        {
            ( < 120, _, _) => $"{seconds}s",
            (_, < 10, _) => Two(minutes, "m", seconds % 60, "s"),
            (_, < 180, _) => $"{minutes}m",
            (_, _, < 8) => Two(hours, "h", minutes % 60, "m"),
            (_, _, < 48) => $"{hours}h",
            (_, _, < 24 * 8) => Two(hours / 24, "d", hours % 24, "h"),
            (_, _, < 24 * 365 * 2) => $"{hours / 24}d",
            (_, _, < 24 * 365 * 8) => Two(hours / 24 / 365, "y", hours / 24 % 365, "d"),
            _ => $"{hours / 24 / 365}y",
        };
    }

    private static string Two(long big, string bigUnit, long small, string smallUnit) =>
        small == 0 ? $"{big}{bigUnit}" : $"{big}{bigUnit}{small}{smallUnit}";
}
