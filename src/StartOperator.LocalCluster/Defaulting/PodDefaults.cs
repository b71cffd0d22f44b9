using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Defaulting;

/// <summary>The defaults of pods and pod templates.</summary>
internal static class PodDefaults
{
    private const int ReadableMode = 420;

    public static void Pod(JsonObject pod)
    {
        var spec = pod.Ensure("spec");
        PodSpec(spec);
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers"))) RequestsFromLimits(container);
        spec.Default("enableServiceLinks", true);
        if (spec.Flag("hostNetwork") == true)
        {
            foreach (var port in spec.Objects("containers").Concat(spec.Objects("initContainers")).SelectMany(container => container.Objects("ports")))
            {
                if (port.Whole("containerPort") is { } number) port.Default("hostPort", number);
            }
        }

        var status = pod.Ensure("status");
        status.DefaultText("phase", "Pending");
        if (status.Text("podIP") is { Length: > 0 } address && status.Objects("podIPs").FirstOrDefault().Text("ip") != address)
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address });
    }

    /// <summary>The defaults of the template of a Deployment, StatefulSet, Job …</summary>
    public static void Template(JsonObject? template)
    {
        if (template is not null) PodSpec(template.Ensure("spec"));
    }

    private static void PodSpec(JsonObject spec)
    {
        spec.DefaultText("dnsPolicy", "ClusterFirst");
        spec.DefaultText("restartPolicy", "Always");
        spec.Default("securityContext", new JsonObject());
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.DefaultText("schedulerName", "default-scheduler");
        if (spec.Text("serviceAccountName") is { Length: > 0 } account) spec["serviceAccount"] = account;
        else if (spec.Text("serviceAccount") is { Length: > 0 } old) spec["serviceAccountName"] = old;
        foreach (var volume in spec.Objects("volumes")) Volume(volume);
        foreach (var list in (string[])["containers", "initContainers", "ephemeralContainers"])
        {
            foreach (var container in spec.Objects(list)) Container(container);
        }
    }

    private static void Container(JsonObject container)
    {
        container.DefaultText("imagePullPolicy", ImageReferences.DefaultPullPolicy(container.Text("image") ?? ""));
        container.DefaultText("terminationMessagePath", "/dev/termination-log");
        container.DefaultText("terminationMessagePolicy", "File");
        foreach (var port in container.Objects("ports")) port.DefaultText("protocol", "TCP");
        foreach (var field in container.Objects("env").Select(env => env.Obj("valueFrom", "fieldRef")).OfType<JsonObject>())
            field.DefaultText("apiVersion", "v1");
        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.Obj(probe) is { } given) Probe(given);
        }

        foreach (var handler in (string[])["postStart", "preStop"]) HttpGet(container.Obj("lifecycle", handler, "httpGet"));
    }

    private static void Probe(JsonObject probe)
    {
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
        HttpGet(probe.Obj("httpGet"));
        probe.Obj("grpc")?.Default("service", "");
    }

    private static void HttpGet(JsonObject? action)
    {
        action?.DefaultText("path", "/");
        action?.DefaultText("scheme", "HTTP");
    }

    private static void RequestsFromLimits(JsonObject container)
    {
        if (container.Obj("resources", "limits") is not { } limits) return;
        var requests = container.Ensure("resources").Ensure("requests");
        foreach (var (name, amount) in limits)
        {
            if (!requests.ContainsKey(name)) requests[name] = amount?.DeepClone();
        }
    }

    private static void Volume(JsonObject volume)
    {
        if (volume.All(field => field.Key == "name")) volume["emptyDir"] = new JsonObject();
        foreach (var source in (string[])["secret", "configMap", "downwardAPI", "projected"]) volume.Obj(source)?.Default("defaultMode", ReadableMode);
        volume.Obj("hostPath")?.Default("type", "");
        FieldReferences(volume.Obj("downwardAPI"));
        foreach (var projection in volume.Objects("projected", "sources"))
        {
            projection.Obj("serviceAccountToken")?.Default("expirationSeconds", 3600);
            FieldReferences(projection.Obj("downwardAPI"));
        }

        if (volume.Obj("image") is { } image) image.DefaultText("pullPolicy", ImageReferences.DefaultPullPolicy(image.Text("reference") ?? ""));
        if (volume.Obj("ephemeral", "volumeClaimTemplate") is { } claim) claim.Ensure("spec").DefaultText("volumeMode", "Filesystem");
        volume.Obj("iscsi")?.DefaultText("iscsiInterface", "default");
    }

    private static void FieldReferences(JsonObject? downward)
    {
        foreach (var field in downward.Objects("items").Select(item => item.Obj("fieldRef")).OfType<JsonObject>()) field.DefaultText("apiVersion", "v1");
    }
}
