namespace StartOperator.Runtime.Client;

/// <summary>A request that has ended, one way or another; a watch when it stands.</summary>
/// <param name="Verb">Kubernetes' verb: get, list, watch, create, apply, patch, delete.</param>
/// <param name="Resource">The plural name of the kind, such as <c>pods</c>.</param>
/// <param name="StatusCode">The HTTP status; null when no answer came.</param>
/// <param name="Duration">From the first byte sent to the last one read.</param>
public readonly record struct ApiCall(string Verb, string Resource, int? StatusCode, TimeSpan Duration);

/// <summary>A request that is to be sent.</summary>
/// <param name="Verb">Kubernetes' verb.</param>
/// <param name="Kind">The kind that it is about.</param>
/// <param name="Url">Path and query.</param>
/// <param name="Content">The body; empty for none.</param>
/// <param name="ContentType">The body's media type; empty for none.</param>
internal readonly record struct ApiRequest(string Verb, ResourceKind Kind, string Url, ReadOnlyMemory<byte> Content = default, string ContentType = "")
{
    public const string Get = "get";
    public const string List = "list";
    public const string Watch = "watch";
    public const string Create = "create";
    public const string Apply = "apply";
    public const string Patch = "patch";
    public const string Delete = "delete";

    public HttpMethod Method => Verb switch
    {
        Create => HttpMethod.Post,
        Apply or Patch => HttpMethod.Patch,
        Delete => HttpMethod.Delete,
        _ => HttpMethod.Get,
    };

    public bool IsWrite => Verb is Create or Apply or Patch or Delete;

    public override string ToString() => $"{Method} {Url}";
}
