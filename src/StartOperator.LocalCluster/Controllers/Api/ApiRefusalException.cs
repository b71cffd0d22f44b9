using System.Net;
using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>The API server answered a request with an error.</summary>
public sealed class ApiRefusalException : Exception
{
    /// <summary>An answer of the API server.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="status">The <c>Status</c> object in the body; null when the body was something else.</param>
    /// <param name="request">The method and path that were asked for.</param>
    public ApiRefusalException(HttpStatusCode code, V1Status? status, string request)
        : base($"{request}: {(int)code} {status?.Reason} {status?.Message}".TrimEnd())
    {
        Code = code;
        Status = status;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Code { get; }

    /// <summary>The <c>Status</c> object the server sent, if it did.</summary>
    public V1Status? Status { get; }

    /// <summary>The object does not exist (404).</summary>
    public bool IsNotFound => Code == HttpStatusCode.NotFound;

    /// <summary>Someone else was first: the object changed meanwhile, or exists already (409).</summary>
    public bool IsConflict => Code == HttpStatusCode.Conflict;

    /// <summary>The namespace is being deleted, and takes nothing new (403).</summary>
    public bool IsNamespaceEnding =>
        Code == HttpStatusCode.Forbidden && (Status?.Details?.Causes ?? []).Any(cause => cause.Reason == "NamespaceTerminating");

    /// <summary>The resource version asked for is no longer served (410).</summary>
    public bool IsExpired => Code == HttpStatusCode.Gone;

    /// <summary>The request was right, or was right when the cache behind it was filled: the same work, done again, may succeed.</summary>
    public bool MayPass =>
        IsConflict || IsNotFound || IsExpired || IsNamespaceEnding || Code == HttpStatusCode.TooManyRequests || Code >= HttpStatusCode.InternalServerError;
}
