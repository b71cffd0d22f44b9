using System.Text;
using System.Text.Json;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.Client;

/// <summary>How objects are read and written.</summary>
public sealed class ResourceKindTests
{
    [Fact]
    public void A_custom_resource_is_written_as_Kubernetes_writes_its_own()
    {
        var widget = new Widget
        {
            Metadata = new V1ObjectMeta { Name = "w", CreationTimestamp = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc) },
            Spec = new WidgetSpec { Parts = 3 },
        };
        Encoding.UTF8.GetString(TestKinds.Widget.Write(widget)).ShouldBe(
            """{"apiVersion":"test.example.com/v1","kind":"Widget","metadata":{"creationTimestamp":"2030-01-02T03:04:05Z","name":"w"},"spec":{"parts":3,"finalize":false}}""",
            StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var widget = new Widget
        {
            Metadata = new V1ObjectMeta { Name = "w", Labels = new Dictionary<string, string> { ["a"] = "b" } },
            Spec = new WidgetSpec { Parts = 3, Finalize = true },
            Status = new WidgetStatus { Note = "n", Conditions = [new V1Condition { Type = "Ready", Status = "True" }] },
        };
        var read = TestKinds.Widget.Read(TestKinds.Widget.Write(widget));
        read.Spec.ShouldBe(widget.Spec);
        read.Status!.Conditions!.Single().Type.ShouldBe("Ready");
        read.Metadata.Labels["a"].ShouldBe("b");
    }

    [Theory]
    [InlineData("2030-01-02T03:04:05Z", "2030-01-02T03:04:05Z")]
    [InlineData("2030-01-02T03:04:05.123456Z", "2030-01-02T03:04:05.123456Z")]
    [InlineData("2030-01-02T03:04:05.123456789Z", "2030-01-02T03:04:05.123456Z")]
    [InlineData("2030-01-02T05:04:05+02:00", "2030-01-02T03:04:05Z")]
    public void Times_are_read_as_servers_write_them_and_written_as_they_take_them(string read, string written)
    {
        var lease = Kinds.Lease.Read(Encoding.UTF8.GetBytes($$"""{"metadata":{"name":"a"},"spec":{"renewTime":"{{read}}"} }"""));
        Encoding.UTF8.GetString(Kinds.Lease.Write(lease)).ShouldContain($"\"renewTime\":\"{written}\"");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"metadata":null}""")]
    [InlineData("""{"metadata":{}}""")]
    [InlineData("""{"metadata":{"name":"a"},"spec":{"containers":[{"resources":{"limits":{"cpu":"not a quantity"}}}]}}""")]
    [InlineData("""{"metadata":{"name":"a","creationTimestamp":"yesterday"}}""")]
    public void What_is_no_object_of_the_kind_is_a_JsonException(string json) =>
        Should.Throw<JsonException>(() => Kinds.Pod.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Objects_in_lists_get_their_kind()
    {
        var pod = Kinds.Pod.Read("""{"metadata":{"name":"a"}}"""u8);
        pod.Kind.ShouldBe("Pod");
        pod.ApiVersion.ShouldBe("v1");
    }

    [Fact]
    public void A_deeply_nested_object_is_read_and_a_bomb_is_not()
    {
        Deep(100).ShouldNotBeNull();
        Should.Throw<JsonException>(() => Deep(100_000));
    }

    [Fact]
    public void Kinds_have_names_for_people_and_for_roles()
    {
        Kinds.ControllerRevision.ToString().ShouldBe("apps/v1 ControllerRevision");
        Kinds.ControllerRevision.FullName.ShouldBe("controllerrevisions.apps");
        Kinds.Pod.FullName.ShouldBe("pods");
    }

    private static V1ControllerRevision Deep(int levels)
    {
        var json = string.Concat(Enumerable.Repeat("""{"a":""", levels)) + "1" + new string('}', levels);
        return Kinds.ControllerRevision.Read(Encoding.UTF8.GetBytes("""{"metadata":{"name":"a"},"revision":1,"data":""" + json + "}"));
    }
}
