using System.Net;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Defaulting;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Registry;

/// <summary>What Services do beyond being stored: they get cluster addresses and node ports, and keep them.</summary>
internal static class ServiceBehaviour
{
    /// <summary>The first two octets of the service network, 10.96.0.0/16.</summary>
    private const string Network = "10.96.";

    private const int FirstNodePort = 30000;
    private const int LastNodePort = 32767;

    public static Behaviour Rules { get; } = new()
    {
        MetadataChecks = MetadataChecks.CoreOnce,
        HasStatus = true,
        CreateOnUpdate = true,
        ReturnsDeleted = true,
        Names = NameRule.Label,
        Default = NetworkDefaults.Service,
        Admit = Admit,
        Validate = ServiceRules.Validate,
        ValidateUpdate = ServiceRules.ValidateUpdate,
        ValidateStatus = ServiceRules.ValidateStatus,
        Warn = (obj, _) => ServiceRules.Advice(obj),
    };

    private static void Admit(Admission admission)
    {
        if (admission.Subresource.Length > 0) return;
        var spec = admission.Object.Ensure("spec");
        if (admission.Old?.Obj("spec") is { } old)
        {
            KeepAllocated(spec, old);
            ServiceTypeChange.Apply(spec, old);
        }

        NormalizeAddresses(spec, admission.Old?.Obj("spec"));
        if (spec.Text("type") is "ExternalName" or not ("ClusterIP" or "NodePort" or "LoadBalancer")) return;
        SetFamilies(spec);
        if (ServiceRules.AddressFaults(spec).Any()) return;
        AllocateAddress(admission, spec);
        if (spec.Text("type") is not ("NodePort" or "LoadBalancer")) return;
        var taken = TakenNodePorts(admission);
        AllocateNodePorts(admission, spec, taken);
        if (ServiceTypeChange.NeedsHealthCheck(spec) && spec["healthCheckNodePort"] is null) spec["healthCheckNodePort"] = FreeNodePort(taken);
    }

    /// <summary>An update that leaves out what the server chose before keeps it.</summary>
    private static void KeepAllocated(JsonObject spec, JsonObject old)
    {
        var addressed = spec.Text("type") is "ClusterIP" or "NodePort" or "LoadBalancer" && old.Text("type") != "ExternalName";
        if (addressed && string.IsNullOrEmpty(spec.Text("clusterIP")))
        {
            spec.Put("clusterIP", old["clusterIP"]);
            spec.Put("clusterIPs", old["clusterIPs"]);
        }

        if (!addressed) return;
        if (spec["ipFamilies"] is null) spec.Put("ipFamilies", old["ipFamilies"]);
        if (spec["ipFamilyPolicy"] is null) spec.Put("ipFamilyPolicy", old["ipFamilyPolicy"]);
        if (ServiceTypeChange.NeedsHealthCheck(spec) && ServiceTypeChange.NeedsHealthCheck(old) && spec["healthCheckNodePort"] is null)
            spec.Put("healthCheckNodePort", old["healthCheckNodePort"]);
        if (spec.Text("type") is not ("NodePort" or "LoadBalancer") || old.Text("type") is not ("NodePort" or "LoadBalancer")) return;
        foreach (var port in spec.Objects("ports").Where(port => port["nodePort"] is null))
        {
            var before = old.Objects("ports").FirstOrDefault(p => p.Whole("port") == port.Whole("port") && p.Text("protocol") == port.Text("protocol"));
            if (before?.Whole("nodePort") is { } number) port["nodePort"] = number;
        }
    }

    private static void NormalizeAddresses(JsonObject spec, JsonObject? old)
    {
        if (spec.Text("type") == "ExternalName") return;
        var (one, many) = (spec.Text("clusterIP") ?? "", spec.Arr("clusterIPs"));
        if (old is null && one.Length > 0 && many is null) spec["clusterIPs"] = new JsonArray(one);
        if (old is not null && one.Length > 0 && one != old.Text("clusterIP") && many.Same(old["clusterIPs"])) spec["clusterIPs"] = new JsonArray(one);
    }

    private static void SetFamilies(JsonObject spec)
    {
        var headless = spec.Text("clusterIP") == "None";
        if (headless && spec.Obj("selector") is null or { Count: 0 } && spec["ipFamilyPolicy"] is null)
        {
            spec["ipFamilyPolicy"] = "RequireDualStack";
            spec.Default("ipFamilies", new JsonArray("IPv4", "IPv6"));
        }

        spec.Default("ipFamilyPolicy", "SingleStack");
        spec.Default("ipFamilies", new JsonArray("IPv4"));
    }

    private static void AllocateAddress(Admission admission, JsonObject spec)
    {
        var asked = spec.Text("clusterIP") ?? "";
        if (asked == "None" || (asked.Length > 0 && asked == admission.Old.Text("spec", "clusterIP"))) return;
        var taken = admission.List("", "services")
            .Where(service => !ReferenceEquals(service.Json, admission.Old) && service.Json.Text("metadata", "uid") != admission.Object.Text("metadata", "uid"))
            .SelectMany(service => service.Json.Texts("spec", "clusterIPs")).ToHashSet(StringComparer.Ordinal);
        if (asked.Length == 0)
        {
            var address = Free(taken);
            spec["clusterIP"] = address;
            spec["clusterIPs"] = new JsonArray(address);
            return;
        }

        if (!IPAddress.TryParse(asked, out _)) return;
        var why = !asked.StartsWith(Network, StringComparison.Ordinal) ? "the provided network does not match the current range"
            : taken.Contains(asked) ? "provided IP is already allocated"
            : null;
        if (why is not null) throw Refused(admission, FieldError.Invalid("spec.clusterIPs", spec["clusterIPs"], $"failed to allocate IP {asked}: {why}"));
    }

    private static string Free(HashSet<string> taken)
    {
        while (true)
        {
            var number = Random.Shared.Next(256, (256 * 256) - 1);
            var address = $"{Network}{number / 256}.{number % 256}";
            if (!taken.Contains(address)) return address;
        }
    }

    private static HashSet<long> TakenNodePorts(Admission admission)
    {
        var uid = admission.Object.Text("metadata", "uid");
        var others = admission.List("", "services").Select(service => service.Json).Where(service => uid is null || service.Text("metadata", "uid") != uid).ToList();
        return
        [
            .. others.SelectMany(service => service.Objects("spec", "ports")).Select(port => port.Whole("nodePort") ?? 0),
            .. others.Select(service => service.Whole("spec", "healthCheckNodePort") ?? 0),
        ];
    }

    private static long FreeNodePort(HashSet<long> taken)
    {
        long free;
        do free = Random.Shared.Next(FirstNodePort, LastNodePort + 1);
        while (!taken.Add(free));
        return free;
    }

    private static void AllocateNodePorts(Admission admission, JsonObject spec, HashSet<long> taken)
    {
        if (!ServiceTypeChange.HasNodePorts(spec)) return;
        var index = 0;
        foreach (var port in spec.Objects("ports"))
        {
            var path = $"spec.ports[{index++}].nodePort";
            if (port.Whole("nodePort") is { } asked and > 0)
            {
                if (asked is < FirstNodePort or > LastNodePort)
                    throw Refused(admission, FieldError.Invalid(path, asked, $"provided port is not in the valid range. The range of valid ports is {FirstNodePort}-{LastNodePort}"));
                if (!taken.Add(asked)) throw Refused(admission, FieldError.Invalid(path, asked, "provided port is already allocated"));
                continue;
            }

            port["nodePort"] = FreeNodePort(taken);
        }
    }

    private static StatusException Refused(Admission admission, FieldError error) =>
        StatusException.Invalid("", "Service", admission.Object.Text("metadata", "name") ?? "", [error]);
}
