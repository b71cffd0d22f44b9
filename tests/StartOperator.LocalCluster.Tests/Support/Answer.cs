using System.Net;
using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>What a server answered to one request.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="Text">The body.</param>
/// <param name="Warnings">The texts of the Warning headers.</param>
public sealed record Answer(HttpStatusCode Code, string ContentType, string Text, IReadOnlyList<string> Warnings)
{
    private JsonObject? _json;

    /// <summary>The body as an object.</summary>
    public JsonObject Json => _json ??= JsonNode.Parse(Text)!.AsObject();

    /// <summary>The message of a Status.</summary>
    public string Message => (string?)Json["message"] ?? "";

    /// <summary>The name of the object.</summary>
    public string Name => Told("metadata.name");

    /// <summary>The revision of the object or list.</summary>
    public string Revision => Told("metadata.resourceVersion");

    /// <summary>The names of a list's objects, in its order.</summary>
    public IReadOnlyList<string> Names => [.. Json["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];

    /// <summary>The fields of a Status' causes, in order.</summary>
    public IReadOnlyList<string> Causes =>
        [.. (Json["details"]?["causes"]?.AsArray() ?? []).Select(cause => (string?)cause!["field"] ?? "")];

    /// <summary>The value at a path such as <c>spec.ports[0].port</c> as compact JSON, texts without quotes; empty when absent.</summary>
    /// <param name="path">The path; a step with dots or slashes stands in brackets: <c>metadata.annotations[example.com/a]</c>.</param>
    public string Told(string path) => JsonAt.Told(Json, path);

    /// <summary>The value at a path.</summary>
    /// <param name="path">The path, as for <see cref="Told"/>.</param>
    public JsonNode? At(string path) => JsonAt.Find(Json, path);

    /// <summary>Expects success.</summary>
    /// <param name="code">The status; any 2xx by default.</param>
    public Answer ShouldSucceed(int? code = null)
    {
        if (code is { } exact ? (int)Code != exact : (int)Code is < 200 or > 299)
        {
            Assert.Fail($"expected {code?.ToString() ?? "success"}, got {(int)Code}: {Text}");
        }

        return this;
    }

    /// <summary>Expects a Status that says what failed and why.</summary>
    /// <param name="code">The HTTP status, which the Status repeats.</param>
    /// <param name="reason">The Status' reason.</param>
    /// <param name="causes">The fields its causes name, in any order, each once; not looked at when none are given.</param>
    public Answer ShouldFail(int code, string reason, params string[] causes)
    {
        if ((int)Code != code)
        {
            Assert.Fail($"expected {code} {reason}, got {(int)Code}: {Text}");
        }

        (Told("kind"), Told("apiVersion"), Told("status"), Told("code"), Told("reason")).ShouldBe(("Status", "v1", "Failure", $"{code}", reason), Text);
        if (causes.Length > 0)
        {
            Causes.Distinct().Order(StringComparer.Ordinal).ShouldBe(causes.Order(StringComparer.Ordinal), Text);
        }

        return this;
    }
}
