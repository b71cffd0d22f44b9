using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Reading;

/// <summary>Where a paged list goes on: the revision it shows (-1 for the latest) and the last path it gave.</summary>
internal sealed record ContinueToken(long Revision, string After)
{
    private const string Version = "meta.k8s.io/v1";

    public override string ToString()
    {
        var json = new JsonObject { ["v"] = Version, ["rv"] = Revision, ["start"] = After + "\0" };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    public static ContinueToken Parse(string text)
    {
        try
        {
            var json = JsonText.Parse(Bytes(text));
            if (json.Text("v") == Version && json.Whole("rv") is { } revision and not 0 && json.Text("start") is { Length: > 0 } start)
                return new ContinueToken(revision, start.TrimEnd('\0'));
        }
        catch (JsonException fault)
        {
            throw StatusException.BadRequest($"invalid continue token: continue key is not valid: {fault.Message}");
        }

        throw StatusException.BadRequest("invalid continue token: continue key is not valid: server does not recognize this encoded version");
    }

    private static byte[] Bytes(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException fault)
        {
            throw new JsonException(GoText.Base64Fault(text, "-_"), fault);
        }
    }
}
