using System.Globalization;

namespace StartOperator.LocalCluster.Http;

/// <summary>How an answer shows objects.</summary>
internal enum Form
{
    /// <summary>As they are.</summary>
    Whole,

    /// <summary>As rows for people: meta.k8s.io Table.</summary>
    Table,

    /// <summary>Their metadata only.</summary>
    Metadata,
}

/// <summary>What the client accepts, decided.</summary>
internal sealed record Accepted(Form Form, string Version, string ContentType)
{
    public static readonly IReadOnlyList<string> Available = ["application/json", "application/yaml"];

    public static Accepted Json { get; } = new(Form.Whole, "v1", "application/json");

    /// <summary>Chooses the best form this server has.</summary>
    /// <exception cref="StatusException">Nothing the client accepts can be given.</exception>
    public static Accepted Choose(string? header)
    {
        if (string.IsNullOrWhiteSpace(header)) return Json;
        var ranges = MediaRange.ParseList(header).ToList();
        foreach (var range in ranges)
        {
            if (Answer(range) is { } answer) return answer;
        }

        throw ranges.Exists(IsKnown) ? StatusException.NotAcceptableForm(Available) : StatusException.NotAcceptable(Available);
    }

    private static Accepted? Answer(MediaRange range)
    {
        if (!IsKnown(range)) return null;
        var type = range.Type == "application/yaml" ? range.Type : "application/json";
        var version = range.Parameters.GetValueOrDefault("v", "");
        var form = range.Parameters.GetValueOrDefault("as", "") switch
        {
            "" => Form.Whole,
            "Table" when IsMeta(range) => Form.Table,
            "PartialObjectMetadata" or "PartialObjectMetadataList" when IsMeta(range) => Form.Metadata,
            _ => (Form?)null,
        };
        return form is { } known ? new Accepted(known, version, type) : null;
    }

    private static bool IsKnown(MediaRange range) => range.Type is "application/json" or "application/yaml" or "*/*";

    private static bool IsMeta(MediaRange range) =>
        range.Parameters.GetValueOrDefault("g") == "meta.k8s.io" && range.Parameters.GetValueOrDefault("v") is "v1" or "v1beta1";
}

/// <summary>One range of an Accept header, such as <c>application/json;as=Table;v=v1;g=meta.k8s.io</c>.</summary>
internal sealed record MediaRange(string Type, IReadOnlyDictionary<string, string> Parameters, double Quality)
{
    public static IEnumerable<MediaRange> ParseList(string header) =>
        header.Split(',').Select(Parse).OrderByDescending(range => range.Quality);

    private static MediaRange Parse(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) parameters[part[..equals].Trim()] = part[(equals + 1)..].Trim().Trim('"');
        }

        var quality = parameters.TryGetValue("q", out var q) && double.TryParse(q, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 1;
        return new MediaRange(parts.Length == 0 ? "" : parts[0].ToLowerInvariant(), parameters, quality);
    }
}
