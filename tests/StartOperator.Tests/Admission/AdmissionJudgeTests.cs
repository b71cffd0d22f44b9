using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.Admission;
using StartOperator.Rendering;
using StartOperator.Rendering.Refusals;
using StartOperator.Resources;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Services;

namespace StartOperator.Tests.Admission;

/// <summary>In the box <c>home</c>, <c>mint</c> is installed.</summary>
public sealed class AdmissionJudgeTests
{
    private readonly ObjectCache<StartService> _services = new(StartServiceKind.Kind);
    private readonly AdmissionJudge _judge;

    public AdmissionJudgeTests()
    {
        _services.AddIndex(Neighbourhood.HostnameIndex, s => HostnameRefusals.HostnameOf(s) is { } name ? [Neighbourhood.Within("home", name)] : []);
        _services.AddIndex(Neighbourhood.PointerIndex, s => Neighbourhood.PointedTo(s).Select(p => Neighbourhood.Within("home", p)));
        _services.AddIndex(Neighbourhood.DependencyIndex, s => Neighbourhood.DependedOn(s).Select(p => Neighbourhood.Within("home", p)));
        var pods = new ObjectCache<V1Pod>(Kinds.Pod);
        pods.AddIndex(Neighbourhood.HostnameIndex, _ => []);
        var caches = new ObjectCaches();
        caches.Add(_services);
        caches.Add(pods);
        caches.Add(new ObjectCache<V1PersistentVolumeClaim>(Kinds.PersistentVolumeClaim));
        caches.Add(new ObjectCache<V1ControllerRevision>(Kinds.ControllerRevision));
        var neighbourhood = new Neighbourhood(caches);
        _judge = new AdmissionJudge(new ServicePlanner(neighbourhood, new RenderingOptions()), neighbourhood, new OperatorHealth(), new OperatorSettings());
        Install("mint", Service("mint", "mint", "1.0.0", status: """{"installed":{"version":"1.0.0","revision":"mint-x"},"main":"running"}"""));
    }

    [Fact]
    public void A_service_that_is_right_is_allowed_in_silence()
    {
        var answer = Create(Service("bank", "bank"));

        (answer.Allowed, answer.Warnings, answer.Status).ShouldBe((true, null, null));
    }

    [Theory]
    [InlineData("NameTaken: mint.embassy is the StartService mint", "other", "mint", "{}")]
    [InlineData("NameTaken: mint.embassy is the StartService mint", "bank", "bank", """{"alias":"mint"}""")]
    [InlineData("InvalidSpec: spec.resources.requests.memory", "bank", "bank", """{"resources":{"requests":{"memory":"much"}}}""")]
    public void What_would_stall_until_the_resource_is_edited_is_refused(string says, string name, string package, string spec)
    {
        var answer = Create(Service(name, package, more: spec));

        answer.Allowed.ShouldBeFalse();
        answer.Status!.Message.ShouldStartWith(says);
        answer.Status.Code.ShouldBe(422);
    }

    [Fact]
    public void A_manifest_with_errors_is_refused() =>
        Create(Service("bank", "bank", version: "none")).Status!.Message.ShouldStartWith("InvalidManifest: spec.manifest.version");

    [Fact]
    public void What_something_else_may_put_right_is_a_warning() =>
        Create(Service("bank", "bank", more: """{"images":{}}""")).Warnings!.ShouldHaveSingleItem().ShouldStartWith("ImageUnknown: nobody has said where image main is");

    [Theory]
    [InlineData("vault is needed and not installed in this namespace", """{"dependencies":{"vault":{"version":"*","requirement":{"type":"required"}}}}""")]
    [InlineData("mint 1.0.0 is installed, and >=2.0.0 is needed", """{"dependencies":{"mint":{"version":">=2.0.0","requirement":{"type":"required"}}}}""")]
    [InlineData("LAN port 8443 is for plain text here and for TLS at mint", """{"interfaces":{"web":{"name":"w","description":"w","lan-config":{"8443":{"ssl":false,"internal":80}},"ui":false,"protocols":["http"]}}}""")]
    [InlineData("volume v points to package vault, which is not installed in this namespace", """{"volumes":{"v":{"type":"pointer","package-id":"vault","volume-id":"main","path":"/","readonly":true}}}""")]
    [InlineData("volume v points to data volume tail of package mint, which has none of that name", """{"volumes":{"v":{"type":"pointer","package-id":"mint","volume-id":"tail","path":"/","readonly":true}}}""")]
    public void What_StartOS_would_say_of_neighbours_is_a_warning(string says, string manifest)
    {
        var answer = Create(Service("bank", "bank", manifest: manifest));

        answer.Allowed.ShouldBeTrue();
        answer.Warnings!.ShouldBe([says]);
    }

    [Fact]
    public void An_update_that_leaves_a_dependants_range_and_a_deletion_name_the_dependants()
    {
        Install("bank", Service("bank", "bank", manifest: """{"dependencies":{"mint":{"version":"<2.0.0","requirement":{"type":"opt-in","how":"x"}}}}"""));

        Update(Service("mint", "mint", "1.0.0"), Service("mint", "mint", "2.0.0")).Warnings!.ShouldContain("bank needs another version of mint than 2.0.0");
        Update(Service("mint", "mint", "1.0.0"), Service("mint", "mint", "1.0.0", more: """{"state":"Stopped"}""")).Warnings!.ShouldBe(["bank depends on mint"]);
        Delete(Service("mint", "mint", "1.0.0", more: """{"deletionPolicy":"Delete"}""")).Warnings!
            .ShouldBe(["spec.deletionPolicy is Delete: the data of mint is deleted with it", "bank depends on mint"]);
    }

    [Fact]
    public void A_resource_that_got_past_can_be_edited_as_long_as_it_gets_no_worse()
    {
        var (clashing, edited) = (Service("other", "mint"), Service("other", "mint", more: """{"restartedAt":"now"}"""));

        var answer = Update(clashing, edited);
        answer.Allowed.ShouldBeTrue();
        answer.Warnings!.ShouldHaveSingleItem().ShouldStartWith("NameTaken");
        Update(Service("other", "mint", more: """{"alias":"free"}"""), clashing).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void Faults_that_got_past_can_be_put_right_one_by_one()
    {
        var (two, one) = (Service("bank", "bank", "none", manifest: """{"title":7}"""), Service("bank", "bank", "none"));

        var answer = Update(two, one);
        answer.Allowed.ShouldBeTrue();
        answer.Warnings!.ShouldHaveSingleItem().ShouldStartWith("InvalidManifest: spec.manifest.version");
        Update(one, Service("bank", "bank", "nil")).Allowed.ShouldBeTrue();
        Update(one, Service("bank", "bank")).Warnings.ShouldBeNull();
        Update(Service("bank", "bank", more: Requests("much", "more")), Service("bank", "bank", more: Requests("much", "1"))).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void A_fault_in_the_place_of_another_is_refused()
    {
        Update(Service("bank", "bank", "none"), Service("bank", "bank", manifest: """{"title":7}""")).Status!.Message.ShouldStartWith("InvalidManifest: spec.manifest.title");
        Update(Service("bank", "bank", more: Requests("much", "1")), Service("bank", "bank", more: Requests("1", "more"))).Status!.Message
            .ShouldStartWith("InvalidSpec: spec.resources.requests.cpu");
    }

    [Fact]
    public void An_item_that_goes_does_not_make_those_behind_it_worse()
    {
        const string Both = """{"interfaces":{"web":{"name":"w","description":"w","ui":false,"protocols":["http",{},{}]}}}""";
        const string One = """{"interfaces":{"web":{"name":"w","description":"w","ui":false,"protocols":[{}]}}}""";

        Update(Service("bank", "bank", manifest: Both), Service("bank", "bank", manifest: One)).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void A_manifest_that_is_no_map_can_become_one_with_faults()
    {
        var none = Service("bank", "bank");
        none["spec"]!["manifest"] = 7;

        Update(none, Service("bank", "bank", "none")).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void What_is_right_cannot_become_wrong()
    {
        Update(Service("bank", "bank"), Service("bank", "bank", "none")).Status!.Message.ShouldStartWith("InvalidManifest");
        Update(Service("bank", "bank"), Service("bank", "bank", more: Requests("much", "1"))).Status!.Message.ShouldStartWith("InvalidSpec");
    }

    [Fact]
    public void What_another_fault_hid_is_not_new_and_what_one_hides_is()
    {
        const string Clashing = """{"alias":"mint","resources":{"requests":{"memory":"much"}}}""";

        var answer = Update(Service("other", "bank", more: Clashing), Service("other", "bank", more: """{"alias":"mint"}"""));
        answer.Allowed.ShouldBeTrue();
        answer.Warnings!.ShouldHaveSingleItem().ShouldStartWith("NameTaken");
        Update(Service("other", "bank", more: Requests("much", "1")), Service("other", "bank", more: Clashing)).Status!.Message.ShouldStartWith("NameTaken");
        Create(Service("other", "bank", more: """{"alias":"mint","images":{}}""")).Status!.Message.ShouldStartWith("NameTaken");
    }

    [Fact]
    public void Another_version_that_also_needs_a_migration_is_a_warning()
    {
        const string Installed = """{"installed":{"version":"1.0.0","revision":"bank-x"},"main":"running"}""";
        var (second, third) = (Migrating("2.0.0", Installed), Migrating("3.0.0", Installed));

        Update(Service("bank", "bank", status: Installed), second).Status!.Message.ShouldStartWith("MigrationNeeded: going from version 1.0.0 to 2.0.0");
        var answer = Update(second, third);
        answer.Allowed.ShouldBeTrue();
        answer.Warnings!.ShouldContain(w => w.StartsWith("MigrationNeeded: going from version 1.0.0 to 3.0.0", StringComparison.Ordinal));
        Update(second, Service("bank", "bank", status: Installed)).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void What_leaves_the_spec_alone_or_is_being_deleted_is_not_judged()
    {
        var clashing = Service("other", "mint");
        var labelled = clashing.DeepClone().AsObject();
        labelled["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };
        Update(clashing, labelled).Warnings.ShouldBeNull();

        var going = Service("other", "mint", more: """{"restartedAt":"now"}""");
        going["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z";
        Update(clashing, going).Warnings.ShouldBeNull();
    }

    [Fact]
    public void A_spec_that_is_merely_written_otherwise_is_judged_and_no_worse()
    {
        var clashing = Service("other", "mint");
        var reordered = clashing.DeepClone().AsObject();
        reordered["spec"] = new JsonObject(clashing["spec"]!.AsObject().Reverse().Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));

        var answer = Update(clashing, reordered);
        answer.Allowed.ShouldBeTrue();
        answer.Warnings!.ShouldHaveSingleItem().ShouldStartWith("NameTaken");
    }

    [Fact]
    public void What_cannot_be_read_is_allowed() => Create(new JsonObject { ["spec"] = 7 }).Allowed.ShouldBeTrue();

    [Fact]
    public void Nothing_is_judged_before_the_caches_are_full() =>
        _judge.Answer("1", Request("CREATE", null, Service("other", "mint"))).Allowed.ShouldBeTrue();

    private AdmissionResponse Create(JsonObject service) => _judge.Judge("1", Request("CREATE", null, service));

    private AdmissionResponse Update(JsonObject old, JsonObject service) => _judge.Judge("1", Request("UPDATE", old, service));

    private AdmissionResponse Delete(JsonObject old) => _judge.Judge("1", Request("DELETE", old, null));

    private static AdmissionRequest Request(string operation, JsonObject? old, JsonObject? service) =>
        AdmissionReviewReader.Read(JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["apiVersion"] = AdmissionReview.Version,
            ["kind"] = AdmissionReview.KindName,
            ["request"] = new JsonObject { ["uid"] = "1", ["operation"] = operation, ["namespace"] = "home", ["object"] = service?.DeepClone(), ["oldObject"] = old?.DeepClone() },
        }));

    private void Install(string uid, JsonObject service)
    {
        service["metadata"]!["uid"] = uid;
        service["metadata"]!["resourceVersion"] = "1";
        _services.ObserveWrite(StartServiceKind.Kind.Read(JsonSerializer.SerializeToUtf8Bytes(service)));
    }

    private static string Requests(string memory, string cpu) => $$$$"""{"resources":{"requests":{"memory":"{{{{memory}}}}","cpu":"{{{{cpu}}}}"}}}""";

    private static JsonObject Migrating(string version, string status) => Service(
        "bank", "bank", version, status: status, manifest: """{"migrations":{"from":[{"range":"<2.0.0","type":"docker","image":"main","entrypoint":"migrate","io-format":"json"}],"to":[]}}""");

    private static JsonObject Service(string name, string package, string version = "1.0.0", string more = "{}", string manifest = "{}", string? status = null)
    {
        var service = JsonNode.Parse($$$"""
            {
              "apiVersion": "startoperator.io/v1alpha1", "kind": "StartService",
              "metadata": {"name": "{{{name}}}", "namespace": "home", "creationTimestamp": "2026-01-01T00:00:00Z"},
              "spec": {
                "manifest": {
                  "id": "{{{package}}}", "title": "T", "version": "{{{version}}}", "description": {"short": "s", "long": "l"}, "release-notes": "r", "license": "MIT",
                  "wrapper-repo": "https://example.org/w", "upstream-repo": "https://example.org/u",
                  "main": {"type": "docker", "image": "main", "entrypoint": "run.sh"}, "health-checks": {}, "volumes": {},
                  "interfaces": {"web": {"name": "w", "description": "w", "lan-config": {"8443": {"ssl": true, "internal": 80}}, "ui": false, "protocols": ["http"]}},
                  "backup": {
                    "create": {"type": "docker", "image": "compat", "system": true, "entrypoint": "compat"},
                    "restore": {"type": "docker", "image": "compat", "system": true, "entrypoint": "compat"}
                  }
                },
                "images": {"main": {"image": "registry.example/x:1"}}
              }
            }
            """)!.AsObject();
        Merge(service["spec"]!.AsObject(), JsonNode.Parse(more)!.AsObject());
        Merge(service["spec"]!["manifest"]!.AsObject(), JsonNode.Parse(manifest)!.AsObject());
        if (service["spec"]!["manifest"]!["volumes"]!.AsObject().Count > 0)
        {
            service["spec"]!["manifest"]!["main"]!["mounts"] = new JsonObject { ["v"] = "/v" };
        }

        if (status is not null)
        {
            service["status"] = JsonNode.Parse(status);
        }

        return service;
    }

    private static void Merge(JsonObject target, JsonObject fields)
    {
        foreach (var (key, value) in fields)
        {
            target[key] = value?.DeepClone();
        }
    }
}
