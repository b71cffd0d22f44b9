using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Http;

/// <summary>What to do with fields a kind does not have.</summary>
internal enum UnknownFields
{
    Ignore,
    Warn,
    Strict,
}

/// <summary>The query of a create, update or patch, checked.</summary>
internal sealed record WriteOptions(string FieldManager, UnknownFields Unknown, bool DryRun, bool? Force)
{
    /// <summary>The name managed fields get: the one asked for, or the user agent's program.</summary>
    public string Manager(string userAgent)
    {
        if (FieldManager.Length > 0) return FieldManager;
        var name = new StringBuilder();
        foreach (var c in userAgent.Split('/')[0])
        {
            if (name.Length < 128 && !char.IsControl(c)) name.Append(c);
        }

        return name.ToString();
    }

    /// <param name="query">The request's query.</param>
    /// <param name="kind">CreateOptions, UpdateOptions or PatchOptions: what errors call it.</param>
    /// <param name="applying">A server-side apply, which must name its manager.</param>
    public static WriteOptions Read(IQueryCollection query, string kind, bool applying = false)
    {
        var manager = query["fieldManager"].ToString();
        var validation = query["fieldValidation"].ToString();
        var force = ListOptions.Flag(query, "force");
        var errors = new List<FieldError>();
        if (applying && manager.Length == 0) errors.Add(FieldError.Required("fieldManager", "is required for apply patch"));
        if (!applying && force is not null && kind == "PatchOptions")
            errors.Add(FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        errors.AddRange(ManagerFaults(manager));
        var dryRun = query["dryRun"].OfType<string>().ToArray();
        errors.AddRange(DryRunFaults(dryRun));
        if (validation is not ("" or "Ignore" or "Strict" or "Warn"))
            errors.Add(FieldError.NotSupported("fieldValidation", validation, ["", "Ignore", "Strict", "Warn"]));
        if (errors.Count > 0) throw StatusException.Invalid("meta.k8s.io", kind, "", errors);
        var unknown = validation switch
        {
            "Ignore" => UnknownFields.Ignore,
            "Strict" => UnknownFields.Strict,
            _ => UnknownFields.Warn,
        };
        return new WriteOptions(manager, unknown, dryRun.Length > 0, force);
    }

    public static IEnumerable<FieldError> DryRunFaults(string[] dryRun)
    {
        if (Array.TrueForAll(dryRun, value => value == "All")) yield break;
        var shown = new JsonArray([.. dryRun.Select(value => JsonValue.Create(value))]);
        yield return FieldError.NotSupported("dryRun", shown, ["All"]);
    }

    private static IEnumerable<FieldError> ManagerFaults(string manager)
    {
        if (Encoding.UTF8.GetByteCount(manager) > 128) yield return FieldError.TooLong("fieldManager", 128);
        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (Rune.IsControl(rune))
            {
                var code = string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
                yield return FieldError.Invalid("fieldManager", manager, $"invalid character {code} (at position {position})");
            }

            position += rune.Utf8SequenceLength;
        }
    }
}
