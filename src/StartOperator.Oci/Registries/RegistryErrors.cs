using System.Net;
using System.Text.Json;

namespace StartOperator.Oci.Registries;

/// <summary>Says in a person's words what an answer means that is none of those that were hoped for.</summary>
internal static class RegistryErrors
{
    /// <summary>What helps against a login that is missing or wrong.</summary>
    public const string LogIn = "log in with `docker login` or `podman login`, as somebody who may push there";

    private const int MostBytes = 64 << 10;
    private const int LongestMessage = 300;

    private static readonly string[] FullDisk = ["no space left", "disk quota exceeded", "insufficient storage", "storage quota"];
    private static readonly string[] Missing = ["BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNKNOWN"];

    /// <summary>The fault that an answer stands for.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="repository">The repository, with the registry's name.</param>
    /// <param name="what">What was to be done, as in <c>push a layer</c>.</param>
    /// <param name="login">Who we said we are; null for nobody.</param>
    /// <param name="cancellationToken">Ends the reading of the answer.</param>
    public static async Task<RegistryFault> FaultAsync(HttpResponseMessage response, string repository, string what, string? login, CancellationToken cancellationToken)
    {
        var (codes, said) = Read(await BodyAsync(response, cancellationToken));
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        var tail = said.Length > 0 ? $": {said}" : "";
        if (Array.Exists(FullDisk, full => said.Contains(full, StringComparison.OrdinalIgnoreCase)) || response.StatusCode == HttpStatusCode.InsufficientStorage)
            return new RegistryFault(repository, $"the registry has no room left ({status}{tail})", "make room in the registry's storage, and run again: what has arrived is not sent twice");

        var (message, remedy) = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when login is null => ($"the registry wants a login to {what} ({status}{tail})", LogIn),
            HttpStatusCode.Unauthorized => ($"the registry refuses the login of {login} ({status}{tail})", LogIn),
            HttpStatusCode.Forbidden => ($"{(login is null ? "without a login nobody may" : $"{login} may not")} {what} there ({status}{tail})", login is null ? LogIn : "ask the registry's owner for the right to push there, or name another place"),
            HttpStatusCode.NotFound => ($"the registry has no such place to {what} ({status}{tail})", "create the project or repository there first, if the registry wants that, or correct its name"),
            HttpStatusCode.MethodNotAllowed => ($"the registry takes nothing ({status}{tail})", "it may be a mirror, or read-only for the time being: name another one"),
            HttpStatusCode.RequestEntityTooLarge => ($"the registry, or a proxy before it, refuses so much at once ({status}{tail})", "raise the proxy's limit for the size of a request's body"),
            HttpStatusCode.TooManyRequests => ($"the registry wants fewer requests{Wait(response)} ({status}{tail})", "run again later: what has arrived is not sent twice"),
            >= HttpStatusCode.InternalServerError => ($"the registry fails to {what} ({status}{tail})", "look into the registry's log, and run again: what has arrived is not sent twice"),
            _ => ($"the registry refuses to {what} ({status}{tail})", "see whether this is a registry, and takes OCI images"),
        };
        return new RegistryFault(repository, message, remedy) { IsMissingContent = codes.Exists(code => Missing.Contains(code)) };
    }

    private static string Wait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => $", and none for the next {delta.TotalSeconds:0} s",
        { Date: { } date } => $", and none before {date:u}",
        _ => "",
    };

    /// <summary>What is wrong stands innermost.</summary>
    public static string Innermost(Exception fault) => fault is OperationCanceledException ? "it does not answer" : fault.InnerException is { } inner ? Innermost(inner) : fault.Message;

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await ResponseBody.ReadAsync(response, MostBytes, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return [];
        }
    }

    private static (List<string> Codes, string Said) Read(byte[] body)
    {
        List<string> codes = [];
        List<string> said = [];
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var error in document.RootElement.GetProperty("errors").EnumerateArray())
            {
                if (error.TryGetProperty("code", out var code) && code.GetString() is { } text) codes.Add(text);
                if (error.TryGetProperty("message", out var message) && message.GetString() is { Length: > 0 } words) said.Add(words);
                if (error.TryGetProperty("detail", out var detail) && detail.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && detail.GetRawText() is { Length: < LongestMessage } more) said.Add(more);
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // A proxy's page, most often; the status says enough.
        }

        var all = string.Join("; ", said.Distinct(StringComparer.Ordinal));
        return (codes, all.Length > LongestMessage ? all[..LongestMessage] + "…" : all);
    }
}
