using System.Text.Json;
using System.Text.Unicode;

namespace StartOperator.Admission;

/// <summary>
/// Reads a question of the API server, and builds nothing of it but a few short texts: objects stay the bytes that they are. A review that a reader
/// would make much more of than its bytes is refused before there is one.
/// </summary>
internal ref struct AdmissionReviewReader
{
    /// <summary>
    /// How many keys, values, begins and ends a review may have. That of the largest published package has 5,000, with both objects and who manages
    /// which of their fields.
    /// </summary>
    public const int MaxTokens = 50_000;

    private const int LongestText = 1024;

    /// <summary>Objects nest as deep as the API server lets them.</summary>
    private const int MaxDepth = 260;

    private static readonly string[] ReviewKeys = ["apiVersion", "kind", "request"];
    private static readonly string[] RequestKeys = ["uid", "operation", "namespace", "object", "oldObject"];
    private static readonly string[] ObjectKeys = ["spec"];

    private readonly ReadOnlyMemory<byte> _review;
    private Utf8JsonReader _json;
    private int _tokens;

    private AdmissionReviewReader(ReadOnlyMemory<byte> review)
    {
        _review = review;
        _json = new Utf8JsonReader(review.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Reads the request of a review; its objects are parts of the review's memory.</summary>
    /// <exception cref="JsonException">It is no review, or too much of one.</exception>
    public static AdmissionRequest Read(ReadOnlyMemory<byte> review)
    {
        if (!Utf8.IsValid(review.Span))
        {
            throw new JsonException("not UTF-8");
        }

        try
        {
            return new AdmissionReviewReader(review).Review();
        }
        catch (InvalidOperationException e)
        {
            // What is escaped is half of a surrogate pair.
            throw new JsonException(e.Message, e);
        }
    }

    private AdmissionRequest Review()
    {
        Next();
        Expect(JsonTokenType.StartObject, "a review");
        var (seen, version, kind, request) = (0, default(string), default(string), default(AdmissionRequest));
        while (NextOf(ReviewKeys, ref seen) is { } key)
        {
            switch (key)
            {
                case "apiVersion":
                    version = Text(key);
                    break;
                case "kind":
                    kind = Text(key);
                    break;
                default:
                    request = Request();
                    break;
            }
        }

        // Nothing may follow.
        _json.Read();
        return version == AdmissionReview.Version && kind == AdmissionReview.KindName && request is not null
            ? request
            : throw new JsonException($"not a {AdmissionReview.KindName} of {AdmissionReview.Version} with a request");
    }

    private AdmissionRequest? Request()
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.StartObject, "request");
        var seen = 0;
        string? uid = null;
        var request = new AdmissionRequest { Uid = "" };
        while (NextOf(RequestKeys, ref seen) is { } key)
        {
            switch (key)
            {
                case "uid":
                    uid = Text(key);
                    break;
                case "operation":
                    request = request with { Operation = Text(key) };
                    break;
                case "namespace":
                    request = request with { Namespace = Text(key) };
                    break;
                case "object":
                    request = request with { Object = Object(key) };
                    break;
                default:
                    request = request with { OldObject = Object(key) };
                    break;
            }
        }

        return uid is null ? null : request with { Uid = uid };
    }

    private ReviewedObject? Object(string what)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.StartObject, what);
        var begin = (int)_json.TokenStartIndex;
        var (seen, spec) = (0, ReadOnlyMemory<byte>.Empty);
        while (NextOf(ObjectKeys, ref seen) is not null)
        {
            var from = (int)_json.TokenStartIndex;
            Skip();
            spec = _review[from..(int)_json.BytesConsumed];
        }

        return new ReviewedObject(_review[begin..(int)_json.BytesConsumed], spec);
    }

    /// <summary>Goes to the value of the next key that is asked for, past those of others; null at the end of the map.</summary>
    private string? NextOf(string[] keys, ref int seen)
    {
        while (Next() == JsonTokenType.PropertyName)
        {
            var index = 0;
            while (index < keys.Length && !_json.ValueTextEquals(keys[index]))
            {
                index++;
            }

            Next();
            if (index == keys.Length)
            {
                Skip();
                continue;
            }

            // Which of the two would count is a matter of taste.
            if ((seen & (1 << index)) != 0)
            {
                throw new JsonException($"{keys[index]} is there twice");
            }

            seen |= 1 << index;
            return keys[index];
        }

        return null;
    }

    /// <summary>Goes to the end of a value.</summary>
    private void Skip()
    {
        if (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            var depth = _json.CurrentDepth;
            do
            {
                Next();
            }
            while (_json.CurrentDepth > depth);
        }
    }

    private JsonTokenType Next()
    {
        if (++_tokens > MaxTokens)
        {
            throw new JsonException($"more than {MaxTokens} pieces of JSON");
        }

        _json.Read();
        return _json.TokenType;
    }

    private readonly string? Text(string what)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.String, what);
        return _json.ValueSpan.Length <= LongestText ? _json.GetString() : throw new JsonException($"{what} is longer than {LongestText} bytes");
    }

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (_json.TokenType != type)
        {
            throw new JsonException($"{what} is {_json.TokenType}, not {type}");
        }
    }
}
