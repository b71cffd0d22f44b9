using System.Text;
using System.Text.Json;
using StartOperator.Admission;

namespace StartOperator.Tests.Admission;

/// <summary>What the webhook makes of a question, and what a hostile one costs it.</summary>
public sealed class AdmissionReviewReaderTests
{
    private const long Mebibyte = 1024 * 1024;

    private const string Begin = """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"7",""";

    private const string Real = """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"705ab4f5-6393-11e8-b7cc-42010a800002",
        "kind":{"group":"startoperator.io","version":"v1alpha1","kind":"StartService"},"resource":{"group":"startoperator.io","version":"v1alpha1","resource":"startservices"},
        "requestKind":{"group":"startoperator.io","version":"v1alpha1","kind":"StartService"},"name":"notes","namespace":"home","operation":"UPDATE",
        "userInfo":{"username":"admin","groups":["system:masters","system:authenticated"],"extra":{"object":["not this one"]}},
        "object":{"apiVersion":"startoperator.io/v1alpha1","kind":"StartService","metadata":{"annotations":{"a":"{\"spec\":{}}"},"managedFields":[{"fieldsV1":{"f:spec":{".":{}}}}],
        "name":"notes","namespace":"home"},"spec":{"alias":"Zo\u00eb \"quoted\" ⚡","manifest":{"spec":[1.50,-2e3,null,true,[],{}]}},"status":{"spec":"not this one"}},
        "oldObject":{"metadata":{"name":"notes"} , "spec" : { "alias" : "a" } },"dryRun":false,"options":{"kind":"UpdateOptions","apiVersion":"meta.k8s.io/v1"}}}
        """;

    [Fact]
    public void A_review_is_read_as_a_document_would_be()
    {
        var request = Read(Real);

        using var document = JsonDocument.Parse(Real);
        var expected = document.RootElement.GetProperty("request");
        (request.Uid, request.Operation, request.Namespace).ShouldBe(("705ab4f5-6393-11e8-b7cc-42010a800002", "UPDATE", "home"));
        foreach (var (name, value) in new[] { ("object", request.Object), ("oldObject", request.OldObject) })
        {
            Encoding.UTF8.GetString(value!.Value.Json.Span).ShouldBe(expected.GetProperty(name).GetRawText());
            Encoding.UTF8.GetString(value.Value.Spec.Span).ShouldBe(expected.GetProperty(name).GetProperty("spec").GetRawText());
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"metadata":{"spec":{}}}""")]
    public void An_object_need_not_be_there_nor_have_a_spec(string value)
    {
        var request = Read(Request($"\"object\":{value}"));

        (request.Object is null).ShouldBe(value == "null");
        (request.Object?.Spec.IsEmpty ?? true).ShouldBeTrue();
        request.OldObject.ShouldBeNull();
    }

    [Fact]
    public void A_key_may_be_escaped() => Encoding.UTF8.GetString(Read(Request(""" "object":{"s\u0070ec":7} """)).Object!.Value.Spec.Span).ShouldBe("7");

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":null}""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":[]}""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":null}}""")]
    [InlineData("""{"apiVersion":7,"kind":"AdmissionReview","request":{"uid":"7"}}""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"7"}} trailing""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"7"}}{}""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"7"}""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"7"},"request":{"uid":"8"}}""")]
    public void What_is_no_review_is_refused(string review) => Should.Throw<JsonException>(() => Read(review));

    [Theory]
    [InlineData(""" "uid":"8" """)]
    [InlineData(""" "object":{},"object":{} """)]
    [InlineData(""" "object":{"spec":{},"spec":{"alias":"a"}} """)]
    [InlineData(""" "object":{"spec":{},"s\u0070ec":{"alias":"a"}} """)]
    [InlineData(""" "object":[] """)]
    [InlineData(""" "object":7 """)]
    [InlineData(""" "oldObject":"{}" """)]
    [InlineData(""" "operation":{} """)]
    [InlineData(""" "namespace":["home"] """)]
    [InlineData(""" "namespace":"\ud800" """)]
    [InlineData(""" "object":{} /* a comment */ """)]
    [InlineData(""" "object":{"a":1,} """)]
    [InlineData(""" "object":{"a":01} """)]
    [InlineData(""" "object":{'a':1} """)]
    public void What_nobody_could_be_sure_of_is_refused(string field) => Should.Throw<JsonException>(() => Read(Request(field)));

    [Fact]
    public void Bytes_that_are_no_text_are_refused_wherever_they_are()
    {
        var review = Encoding.UTF8.GetBytes(Request(""" "object":{"metadata":{"name":"?"}} """));
        review[Array.IndexOf(review, (byte)'?')] = 0xff;

        Should.Throw<JsonException>(() => AdmissionReviewReader.Read(review)).Message.ShouldBe("not UTF-8");
    }

    [Fact]
    public void An_endless_name_is_refused() => Refuse(Request($"\"namespace\":\"{new string('n', (int)Mebibyte - 4096)}\""), "namespace is longer than 1024 bytes");

    [Fact]
    public void A_damaged_review_is_refused_or_read_and_nothing_else()
    {
        var random = new Random(7);
        for (var round = 0; round < 5000; round++)
        {
            var review = Encoding.UTF8.GetBytes(Real);
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                review[random.Next(review.Length)] = random.Next(3) > 0 ? (byte)"\"\\{}[],:u0d /e-"[random.Next(15)] : (byte)random.Next(256);
            }

            try
            {
                AdmissionReviewReader.Read(review.AsMemory(0, random.Next(4) == 0 ? random.Next(review.Length) : review.Length));
            }
            catch (JsonException)
            {
                // As it should.
            }
        }
    }

    public static TheoryData<string, string, string> Dense() => new()
    {
        { "numbers in an object", "\"object\":{\"a\":[", "0," },
        { "maps in a spec", "\"object\":{\"metadata\":{\"name\":\"a\"},\"spec\":{\"tolerations\":[", "{}," },
        { "maps in a status", "\"oldObject\":{\"metadata\":{\"name\":\"a\"},\"status\":{\"conditions\":[", "{}," },
        { "lists where nobody looks", "\"options\":[", "[]," },
        { "keys", "\"object\":{\"spec\":{", "\"\":0," },
    };

    [Fact]
    public void A_list_for_an_object_costs_nothing() => Refuse(Begin + "\"object\":[" + string.Concat(Enumerable.Repeat("0,", 500_000)), "object is StartArray, not StartObject");

    [Theory]
    [MemberData(nameof(Dense))]
    public void A_review_that_would_be_much_larger_in_memory_is_refused_before_anything_is_built_of_it(string what, string begin, string item)
    {
        var head = Begin + begin;
        var review = head + string.Concat(Enumerable.Repeat(item, (AdmissionServer.MaxBytes - head.Length) / item.Length));

        Refuse(review, $"more than {AdmissionReviewReader.MaxTokens} pieces of JSON", what);
    }

    [Fact]
    public void A_review_of_ten_times_the_largest_package_passes()
    {
        // The largest published manifest has 700 pieces, and who manages its fields 850; both objects have them, and two managers each.
        var pieces = string.Join(',', Enumerable.Repeat("0", 10 * 2 * (700 + (2 * 850))));

        Read(Request($"\"object\":{{\"a\":[{pieces}]}}")).Object.ShouldNotBeNull();
    }

    public static TheoryData<string, string, string> Packed() => new()
    {
        { "owners", Pieces(2, _ => "{}"), "\"manifest\":7" },
        { "images", "", $"\"manifest\":7,\"images\":{{{Pieces(5, i => $"\"i{i}\":{{\"image\":\"\"}}")}}}" },
        { "labels", "", $"\"manifest\":7,\"placement\":{{\"nodeSelector\":{{{Pieces(2, i => $"\"i{i}\":\"\"")}}}}}" },
        { "tolerations", "", $"\"manifest\":7,\"placement\":{{\"tolerations\":[{Pieces(2, _ => "{}")}]}}" },
        { "unknown keys", "", $"\"manifest\":{{{Pieces(2, i => $"\"i{i}\":0")}}}" },
        { "volumes", "", $"\"manifest\":{{\"volumes\":{{{Pieces(3, i => $"\"i{i}\":{{}}")}}}}}" },
        { "arguments", "", $"\"manifest\":{{\"main\":{{\"args\":[{Pieces(2, _ => "[]")}]}}}}" },
    };

    [Theory]
    [MemberData(nameof(Packed))]
    public void What_passes_costs_little_to_read_however_it_is_packed(string what, string owners, string spec)
    {
        var request = Read(Request($"\"object\":{{\"metadata\":{{\"name\":\"a\",\"ownerReferences\":[{owners}]}},\"spec\":{{{spec}}}}}"));
        var before = GC.GetAllocatedBytesForCurrentThread();

        StartServiceKind.Kind.Read(request.Object!.Value.Json.Span);

        // Most of it is gone again at once.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(48 * Mebibyte, what);
    }

    private static string Pieces(int tokens, Func<int, string> piece) => string.Join(',', Enumerable.Range(0, (AdmissionReviewReader.MaxTokens / tokens) - 20).Select(piece));

    private static void Refuse(string review, string why, string? what = null)
    {
        var bytes = Encoding.UTF8.GetBytes(review);
        bytes.Length.ShouldBeLessThanOrEqualTo(AdmissionServer.MaxBytes);
        Should.Throw<JsonException>(() => Read("{}"));
        JsonException? refusal = null;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            AdmissionReviewReader.Read(bytes);
        }
        catch (JsonException e)
        {
            refusal = e;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Mebibyte, what);
        refusal.ShouldNotBeNull(what).Message.ShouldBe(why);
    }

    private static string Request(string field) => Begin + field + "}}";

    private static AdmissionRequest Read(string review) => AdmissionReviewReader.Read(Encoding.UTF8.GetBytes(review));
}
