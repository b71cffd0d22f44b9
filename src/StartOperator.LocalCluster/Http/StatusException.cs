using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Http;

/// <summary>Ends a request with a Kubernetes Status. The message, reason and details are part of the API's contract.</summary>
internal sealed class StatusException : Exception
{
    private StatusException(int code, string reason, string message, JsonObject? details = null)
        : base(message) => (Code, Reason, Details) = (code, reason, details);

    public int Code { get; }

    public string Reason { get; }

    public JsonObject? Details { get; }

    /// <summary>Seconds after which a client should try again; zero for none.</summary>
    public int RetryAfterSeconds { get; init; }

    public JsonObject Status()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (ContinueToken is not null) status["metadata"]!["continue"] = ContinueToken;
        if (Reason.Length > 0) status["reason"] = Reason;
        if (Details is not null) status["details"] = Details.DeepClone();
        status["code"] = Code;
        return status;
    }

    public static StatusException BadRequest(string message) => new(400, "BadRequest", message);

    public static StatusException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static StatusException Forbidden(Collection resource, string name, string why) =>
        new(403, "Forbidden", Text(resource, name, why), Named(resource, name));

    public static StatusException NamespaceTerminating(Collection resource, string name, string ns)
    {
        var why = $"unable to create new content in namespace {ns} because it is being terminated";
        var error = Forbidden(resource, name, why);
        error.Details!["causes"] = new JsonArray(new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {ns} is being terminated",
            ["field"] = "metadata.namespace",
        });
        return error;
    }

    public static StatusException NotFound(Collection resource, string name) =>
        new(404, "NotFound", $"{resource} \"{name}\" not found", Named(resource, name));

    /// <summary>No such resource at this path.</summary>
    public static StatusException NoSuchResource() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static StatusException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static StatusException NotSupported(Collection resource, string action) =>
        new(405, "MethodNotAllowed", $"{action} is not supported on resources of kind \"{resource}\"", Named(resource, ""));

    public static StatusException NotAcceptable(IEnumerable<string> available) =>
        new(406, "NotAcceptable", $"406: Not Acceptable\n\nAvailable representations: {string.Join(", ", available)}", []);

    /// <summary>The media type is known, but not the form (<c>as=</c>) asked for in it.</summary>
    public static StatusException NotAcceptableForm(IEnumerable<string> available) =>
        new(406, "NotAcceptable", $"only the following media types are accepted: {string.Join(", ", available)}");

    public static StatusException AlreadyExists(Collection resource, string name, bool deleting) =>
        new(409, "AlreadyExists", (deleting ? "object is being deleted: " : "") + $"{resource} \"{name}\" already exists", Named(resource, name));

    public static StatusException Conflict(Collection resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource} \"{name}\": {why}", Named(resource, name));

    /// <summary>A server-side apply conflict: one cause for every field another manager owns.</summary>
    public static StatusException ApplyConflict(string message, JsonArray causes) =>
        new(409, "Conflict", message, new JsonObject { ["causes"] = causes });

    /// <summary>A failure that has only a code and a text, as unexpected errors of an API server do.</summary>
    public static StatusException Bare(int code, string message) => new(code, "", message);

    /// <summary>A patch whose result is not an object of the kind.</summary>
    public static StatusException InvalidPatch(string patch, string why)
    {
        var error = FieldError.Invalid("patch", patch, why);
        return new(422, "Invalid", $" \"\" is invalid: {error}", new JsonObject { ["causes"] = new JsonArray(error.Cause()) });
    }

    /// <summary>The requested revision is no longer kept.</summary>
    public static StatusException Expired(string message) => new(410, "Expired", message);

    /// <summary>The continue token's revision is gone; <paramref name="token"/> resumes inconsistently at the latest one.</summary>
    public static StatusException ExpiredContinue(string message, string token)
    {
        var error = Expired(message);
        error.ContinueToken = token;
        return error;
    }

    /// <summary>A token the Status carries in its metadata, if any.</summary>
    public string? ContinueToken { get; private set; }

    public static StatusException TooLarge(long limit) =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");

    public static StatusException TooManyOperations(int limit, int count) =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: The allowed maximum operations in a JSON patch is {limit}, got {count}");

    public static StatusException UnsupportedMediaType(string message, bool details) =>
        new(415, "UnsupportedMediaType", message, details ? [] : null);

    public static StatusException Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var details = new JsonObject();
        if (name.Length > 0) details["name"] = name;
        if (group.Length > 0) details["group"] = group;
        details["kind"] = kind;
        var causes = new JsonArray([.. errors.Select(error => error.Cause())]);
        if (causes.Count > 0) details["causes"] = causes;
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        return new(422, "Invalid", $"{qualified} \"{name}\" is invalid{Aggregate(errors)}", details);
    }

    /// <summary>A JSON patch that does not apply to this object.</summary>
    public static StatusException PatchDoesNotApply() => new(422, "Invalid", "the server rejected our request due to an error in our request", []);

    public static StatusException TooManyRequests(string message, JsonObject? details) => new(429, "TooManyRequests", message, details);

    public static StatusException Internal(string why) => new(
        500, "InternalError", $"Internal error occurred: {why}", new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = why }) });

    /// <summary>The request names a revision this server has not reached.</summary>
    public static StatusException FutureRevision(long asked, long current) => new(
        504,
        "Timeout",
        $"Timeout: Too large resource version: {asked}, current: {current}",
        new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        })
    {
        RetryAfterSeconds = 1,
    };

    private static string Text(Collection resource, string name, string why) =>
        name.Length == 0 ? $"{resource} is forbidden: {why}" : $"{resource} \"{name}\" is forbidden: {why}";

    private static JsonObject Named(Collection resource, string name)
    {
        var details = new JsonObject();
        if (name.Length > 0) details["name"] = name;
        if (resource.Group.Length > 0) details["group"] = resource.Group;
        details["kind"] = resource.Plural;
        return details;
    }

    private static string Aggregate(IReadOnlyList<FieldError> errors)
    {
        var texts = errors.Select(error => error.ToString()).Distinct(StringComparer.Ordinal).ToList();
        return texts.Count switch
        {
            0 => "",
            1 => ": " + texts[0],
            _ => $": [{string.Join(", ", texts)}]",
        };
    }
}
