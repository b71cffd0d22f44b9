using System.Net;

namespace StartOperator.Runtime.Client;

/// <summary>One reason among those the API server gives for refusing an object.</summary>
/// <param name="Field">The dotted path of the field at fault; empty when there is none.</param>
/// <param name="Reason">Kubernetes' word for it, such as <c>FieldValueForbidden</c>.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ApiErrorCause(string Field, string Reason, string Message);

/// <summary>A request that the API server refused or that never reached it.</summary>
/// <param name="statusCode">The HTTP status; null when no answer came.</param>
/// <param name="reason">Kubernetes' word for it, such as <c>AlreadyExists</c>; <c>Unreachable</c> or <c>Timeout</c> when no answer came.</param>
/// <param name="message">What went wrong, with the request in front.</param>
/// <param name="inner">What the network reported; null when the server answered.</param>
public sealed class ApiException(HttpStatusCode? statusCode, string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The HTTP status; null when no answer came.</summary>
    public HttpStatusCode? StatusCode { get; } = statusCode;

    /// <summary>Kubernetes' word for it; <c>Unreachable</c> or <c>Timeout</c> when no answer came.</summary>
    public string Reason { get; } = reason;

    /// <summary>What the server says, without the request.</summary>
    public string Detail { get; init; } = message;

    /// <summary>How long the server asks to wait before trying again; null when it doesn't say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The single faults of an object that was refused.</summary>
    public IReadOnlyList<ApiErrorCause> Causes { get; init; } = [];

    /// <summary>No answer came: nobody knows whether the request was carried out.</summary>
    public bool IsConnectionFailure => StatusCode is null;

    /// <summary>There is no such object, or no such kind.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>An object of that name exists.</summary>
    public bool IsAlreadyExists => StatusCode == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    /// <summary>The object changed, or is another one than was meant.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && Reason != "AlreadyExists";

    /// <summary>The history asked for has been compacted away: list again.</summary>
    public bool IsGone => StatusCode == HttpStatusCode.Gone;

    /// <summary>The object breaks the rules of its kind; trying again unchanged won't help.</summary>
    public bool IsInvalid => StatusCode == HttpStatusCode.UnprocessableEntity;

    /// <summary>Not allowed: RBAC, a quota, an admission policy, or a namespace that is going away.</summary>
    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden && !IsTooEarly;

    /// <summary>
    /// Refused because the API server has yet to learn of the owner's kind, whose definition is half a minute old at most (admission plugin
    /// OwnerReferencesPermissionEnforcement): the same request will be allowed.
    /// </summary>
    public bool IsTooEarly => StatusCode == HttpStatusCode.Forbidden && Detail.Contains("cannot find RESTMapping", StringComparison.Ordinal);

    /// <summary>Likely to go away by itself: no answer, too many requests, or the server's own trouble.</summary>
    public bool IsTransient => IsTooEarly || StatusCode is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)StatusCode.Value >= 500;
}
