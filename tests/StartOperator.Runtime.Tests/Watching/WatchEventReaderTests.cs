using System.Net;
using System.Text;
using k8s.Models;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Watching;

namespace StartOperator.Runtime.Tests.Watching;

/// <summary>How lines of a watch become events.</summary>
public sealed class WatchEventReaderTests
{
    private const string Map = """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7"},"data":{"k":"v"}}""";

    [Theory]
    [InlineData("ADDED", WatchEventType.Added)]
    [InlineData("MODIFIED", WatchEventType.Modified)]
    [InlineData("DELETED", WatchEventType.Deleted)]
    public void An_event_carries_its_object(string type, WatchEventType expected)
    {
        var change = Read($$"""{"type":"{{type}}","object":{{Map}}}""");
        change.Type.ShouldBe(expected);
        change.Resource!.Data["k"].ShouldBe("v");
        change.ResourceVersion.ShouldBe("7");
    }

    [Theory]
    [InlineData("""{ "type": "ADDED", "object": OBJECT }""")]
    [InlineData("""{"object":OBJECT,"type":"ADDED"}""")]
    [InlineData("""{"type":"ADDED","object":OBJECT,"more":{"a":[1]}}""")]
    [InlineData("{\"type\":\"ADDED\",\"object\":OBJECT}\r")]
    [InlineData("""{"type":"\u0041DDED","object":OBJECT}""")]
    public void Any_spelling_of_an_event_is_read(string line)
    {
        var change = Read(line.Replace("OBJECT", Map));
        change.Type.ShouldBe(WatchEventType.Added);
        change.Resource!.Metadata.Name.ShouldBe("a");
    }

    [Fact]
    public void A_bookmark_carries_only_its_version()
    {
        var change = Read("""{"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"99","creationTimestamp":null}}}""");
        change.Type.ShouldBe(WatchEventType.Bookmark);
        change.ResourceVersion.ShouldBe("99");
    }

    [Fact]
    public void Managed_fields_are_left_out()
    {
        var line = $$"""{"type":"ADDED","object":{{Map.Replace("\"uid\"", "\"managedFields\":[{\"manager\":\"m\",\"fieldsV1\":{\"f:data\":{}}}],\"uid\"")}}}""";
        Read(line).Resource!.Metadata.ManagedFields.ShouldBeNull();
    }

    [Fact]
    public void An_error_is_thrown_with_its_code_and_reason()
    {
        var error = Should.Throw<ApiException>(() => Read(
            """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old","reason":"Expired","code":410}}"""));
        error.IsGone.ShouldBeTrue();
        error.Reason.ShouldBe("Expired");
        error.StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public void An_object_that_its_kind_can_not_hold_is_told_by_its_header()
    {
        var change = Read($$"""{"type":"MODIFIED","object":{{Map.Replace("{\"k\":\"v\"}", "[1]")}}}""");
        change.Type.ShouldBe(WatchEventType.Unreadable);
        change.Header.ShouldBe(new ObjectHeader("ConfigMap", new NamespacedName("ns", "a"), "u", "7"));
        change.Error.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(300)]
    [InlineData(9990)]
    public void An_object_that_nests_deeper_than_we_hold_is_told_by_its_header(int depth)
    {
        var deep = string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
        var change = Read($$"""{"type":"MODIFIED","object":{{Map.Replace("{\"k\":\"v\"}", deep)}}}""");
        change.Type.ShouldBe(WatchEventType.Unreadable);
        change.Header.Key.ShouldBe(new NamespacedName("ns", "a"));
    }

    [Fact]
    public void An_object_that_can_not_be_decoded_is_deleted_all_the_same()
    {
        var change = Read($$"""{"type":"DELETED","object":{{Map.Replace("{\"k\":\"v\"}", "[1]")}}}""");
        change.Type.ShouldBe(WatchEventType.Deleted);
        change.Resource.ShouldBeNull();
        change.Header.Key.Name.ShouldBe("a");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"type":"ADDED"}""")]
    [InlineData("""{"type":"ADDED","object":null}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"a"}""")]
    [InlineData("""{"type":"ADDED","object":{}}}""")]
    [InlineData("""{"type":"SURPRISE","object":{}}""")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"\xff\"")]
    public void What_is_no_event_is_malformed(string line) =>
        Should.Throw<ApiException>(() => Read(line)).Reason.ShouldBe("Malformed");

    [Fact]
    public void A_name_that_is_not_UTF8_is_malformed()
    {
        byte[] line = [.. "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\""u8, 0xff, 0xfe, .. "\"}}}"u8];
        Should.Throw<ApiException>(() => WatchEventReader<V1ConfigMap>.Read(Kinds.ConfigMap, line, "u")).Reason.ShouldBe("Malformed");
    }

    private static WatchEvent<V1ConfigMap> Read(string line) =>
        WatchEventReader<V1ConfigMap>.Read(Kinds.ConfigMap, Encoding.UTF8.GetBytes(line), "u");
}
