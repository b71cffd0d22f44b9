using System.Net;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What NetworkPolicies must be like.</summary>
internal static class NetworkPolicyRules
{
    public static IEnumerable<FieldError> Validate(JsonObject policy)
    {
        var spec = policy.Obj("spec") ?? [];
        foreach (var error in MetadataRules.LabelSelector(spec.Obj("podSelector"), "spec.podSelector")) yield return error;
        foreach (var (direction, peers) in ((string, string)[])[("ingress", "from"), ("egress", "to")])
        {
            var i = 0;
            foreach (var rule in spec.Objects(direction))
            {
                var (at, j, k) = ($"spec.{direction}[{i++}]", 0, 0);
                foreach (var error in rule.Objects("ports").SelectMany(port => Port(port, $"{at}.ports[{j++}]"))) yield return error;
                foreach (var error in rule.Objects(peers).SelectMany(peer => Peer(peer, $"{at}.{peers}[{k++}]"))) yield return error;
            }
        }

        if (spec.Arr("policyTypes") is { Count: > 2 } types)
        {
            yield return FieldError.Invalid("spec.policyTypes", types.DeepClone(), "may not specify more than two policyTypes");
            yield break;
        }

        var index = 0;
        foreach (var type in spec.Texts("policyTypes"))
        {
            if (type is not ("Ingress" or "Egress")) yield return FieldError.NotSupported($"spec.policyTypes[{index}]", type, ["Ingress", "Egress"]);
            index++;
        }
    }

    private static IEnumerable<FieldError> Port(JsonObject port, string path)
    {
        if (port.Text("protocol") is { } protocol and not ("TCP" or "UDP" or "SCTP"))
            yield return FieldError.NotSupported(path + ".protocol", protocol, ["TCP", "UDP", "SCTP"]);
        var end = port.Whole("endPort");
        if (port["port"] is null)
        {
            if (end is not null) yield return FieldError.Invalid(path + ".endPort", end, "may not be specified when `port` is not specified");
            yield break;
        }

        foreach (var error in PortNames.TargetFaults(port["port"], path + ".port")) yield return error;
        if (end is null) yield break;
        if (port.Text("port") is not null) yield return FieldError.Invalid(path + ".endPort", end, "may not be specified when `port` is non-numeric");
        else
        {
            // An API server shows the port here, not the end.
            if (end < port.Whole("port")) yield return FieldError.Invalid(path + ".endPort", port.Whole("port"), "must be greater than or equal to `port`");
            if (end is < 1 or > 65535) yield return FieldError.Invalid(path + ".endPort", end, PortNames.RangeFault);
        }
    }

    private static IEnumerable<FieldError> Peer(JsonObject peer, string path)
    {
        var others = 0;
        foreach (var selector in (string[])["podSelector", "namespaceSelector"])
        {
            if (peer.Obj(selector) is not { } given) continue;
            others++;
            foreach (var error in MetadataRules.LabelSelector(given, $"{path}.{selector}")) yield return error;
        }

        if (peer.Obj("ipBlock") is { } block)
        {
            foreach (var error in Block(block, path + ".ipBlock")) yield return error;
            if (others > 0) yield return FieldError.Forbidden(path, "may not specify both ipBlock and another peer");
        }
        else if (others == 0) yield return FieldError.Required(path, "must specify a peer");
    }

    private static IEnumerable<FieldError> Block(JsonObject block, string path)
    {
        if (block.Text("cidr") is not { Length: > 0 } text)
        {
            yield return FieldError.Required(path + ".cidr");
            yield break;
        }

        var whole = AddressRules.Network(text);
        if (whole is null)
        {
            yield return FieldError.Invalid(path + ".cidr", text, AddressRules.NoNetwork);
            yield break;
        }

        var index = 0;
        foreach (var except in block.Texts("except"))
        {
            var at = $"{path}.except[{index++}]";
            if (AddressRules.Network(except) is not { } part) yield return FieldError.Invalid(at, except, AddressRules.NoNetwork);
            else if (!IsWithin(part, whole.Value)) yield return FieldError.Invalid(at, except, "must be a strict subset of `cidr`");
        }
    }

    private static bool IsWithin(IPNetwork part, IPNetwork whole) => whole.Contains(part.BaseAddress) && part.PrefixLength > whole.PrefixLength;
}
