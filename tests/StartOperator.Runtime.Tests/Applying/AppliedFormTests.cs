using System.Text;
using System.Text.Json.Nodes;
using StartOperator.Runtime.Applying;

namespace StartOperator.Runtime.Tests.Applying;

/// <summary>What is sent of a desired object.</summary>
public sealed class AppliedFormTests
{
    private const string Annotation = "test.example.com/applied-hash";

    [Fact]
    public void The_hash_does_not_depend_on_the_order_of_keys() =>
        Form("""{"metadata":{"name":"a"},"data":{"x":"1","y":{"p":1,"q":2}}}""").Hash
            .ShouldBe(Form("""{"data":{"y":{"q":2,"p":1},"x":"1"},"metadata":{"name":"a"}}""").Hash);

    [Theory]
    [InlineData("""{"metadata":{"name":"a"},"data":{"x":"2"}}""")]
    [InlineData("""{"metadata":{"name":"a"},"data":{"x":"1","y":"1"}}""")]
    [InlineData("""{"metadata":{"name":"a"},"data":{}}""")]
    [InlineData("""{"metadata":{"name":"a","labels":{"l":"m"}},"data":{"x":"1"}}""")]
    public void The_hash_changes_with_what_is_desired(string other) =>
        Form(other).Hash.ShouldNotBe(Form("""{"metadata":{"name":"a"},"data":{"x":"1"}}""").Hash);

    [Fact]
    public void What_only_the_server_sets_is_neither_sent_nor_hashed()
    {
        var form = Form("""
            {"metadata":{"name":"a","uid":"u","resourceVersion":"1","generation":2,"creationTimestamp":"x","managedFields":[{}],
             "annotations":{"test.example.com/applied-hash":"old","keep":"me"}},"status":{"phase":"Running"}}
            """);
        form.Hash.ShouldBe(Form("""{"metadata":{"name":"a","annotations":{"keep":"me"}}}""").Hash);
        Text(form.ForCreate()).ShouldBe(
            $$$$"""{"metadata":{"annotations":{"keep":"me","test.example.com/applied-hash":"created:{{{{form.Hash}}}}"},"name":"a"}}""");
        Text(form.ForApply("u2")).ShouldBe(
            $$$$"""{"metadata":{"annotations":{"keep":"me","test.example.com/applied-hash":"applied:{{{{form.Hash}}}}"},"name":"a","uid":"u2"}}""");
    }

    [Fact]
    public void A_mark_tells_what_was_written_and_how()
    {
        var form = Form("""{"metadata":{"name":"a"}}""");
        form.IsWrittenOn($"created:{form.Hash}").ShouldBeTrue();
        form.IsWrittenOn($"applied:{form.Hash}").ShouldBeTrue();
        form.IsWrittenOn(form.Hash).ShouldBeFalse();
        form.IsWrittenOn("applied:0").ShouldBeFalse();
        form.IsWrittenOn("").ShouldBeFalse();
        form.IsWrittenOn(null).ShouldBeFalse();
        AppliedForm.IsApplied("applied:0").ShouldBeTrue();
        AppliedForm.IsApplied("created:0").ShouldBeFalse();
        AppliedForm.IsApplied(null).ShouldBeFalse();
    }

    [Fact]
    public void A_secrets_strings_become_data()
    {
        var form = Form("""{"kind":"Secret","metadata":{"name":"a"},"stringData":{"k":"käse"},"data":{"l":"eA=="}}""");
        var sent = JsonNode.Parse(form.ForCreate())!;
        sent["stringData"].ShouldBeNull();
        sent["data"]!.ToJsonString().ShouldBe($$"""{"k":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes("käse"))}}","l":"eA=="}""");
    }

    [Fact]
    public void The_patch_of_ownership_names_the_version_and_changes_one_word()
    {
        var metadata = Parse("""
            {"resourceVersion":"7","managedFields":[
              {"manager":"other","operation":"Update","apiVersion":"v1","fieldsV1":{}},
              {"manager":"me","operation":"Update","apiVersion":"v1","subresource":"status","fieldsV1":{}},
              {"manager":"me","operation":"Update","apiVersion":"v1","fieldsV1":{"f:data":{}}}]}
            """);
        FieldOwnership.Patch(metadata, "me", "v1")!.ToJsonString().ShouldBe(
            """
            {"metadata":{"resourceVersion":"7","managedFields":[{"manager":"other","operation":"Update","apiVersion":"v1","fieldsV1":{}},{"manager":"me","operation":"Update","apiVersion":"v1","subresource":"status","fieldsV1":{}},{"manager":"me","operation":"Apply","apiVersion":"v1","fieldsV1":{"f:data":{}}}]}}
            """);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"managedFields":[]}""")]
    [InlineData("""{"managedFields":[{"manager":"me","operation":"Apply","apiVersion":"v1","fieldsV1":{}}]}""")]
    [InlineData("""{"managedFields":[{"manager":"other","operation":"Update","apiVersion":"v1","fieldsV1":{}}]}""")]
    [InlineData("""{"managedFields":[{"manager":"me","operation":"Update","apiVersion":"v2","fieldsV1":{}}]}""")]
    public void Nothing_is_patched_when_no_record_needs_it(string metadata) =>
        FieldOwnership.Patch(Parse(metadata), "me", "v1").ShouldBeNull();

    [Fact]
    public void Two_records_are_united_into_the_applied_one()
    {
        var metadata = Parse("""
            {"resourceVersion":"7","managedFields":[
              {"manager":"me","operation":"Update","apiVersion":"v1","fieldsV1":{"f:data":{"f:a":{},"f:b":{}}}},
              {"manager":"me","operation":"Apply","apiVersion":"v1","fieldsV1":{"f:data":{"f:b":{},"f:c":{}}}}]}
            """);
        FieldOwnership.Patch(metadata, "me", "v1")!["metadata"]!["managedFields"]!.ToJsonString().ShouldBe(
            """[{"manager":"me","operation":"Apply","apiVersion":"v1","fieldsV1":{"f:data":{"f:a":{},"f:b":{},"f:c":{}}}}]""");
    }

    private static AppliedForm Form(string json) => AppliedForm.Of(Encoding.UTF8.GetBytes(json), Annotation);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
