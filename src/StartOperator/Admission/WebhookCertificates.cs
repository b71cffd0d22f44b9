using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Admission;

/// <summary>
/// Keeps the webhook's certificate: makes it, renews it, and tells the API server whom to trust before it is shown. Every replica reads it; only the
/// one that leads writes. Without a certificate the webhook is not answered, and the API server goes on without it.
/// </summary>
/// <param name="options">The Service.</param>
/// <param name="certificate">What is shown.</param>
/// <param name="client">The API server.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">What went wrong.</param>
[EntityRbac(typeof(V1Secret), Verbs = RbacVerb.Get | RbacVerb.Create | RbacVerb.Patch)]
[GenericRbac(
    Groups = ["admissionregistration.k8s.io"],
    Resources = ["validatingwebhookconfigurations"],
    ResourceNames = [ConfigurationName],
    Verbs = RbacVerb.Get | RbacVerb.Patch)]
public sealed partial class WebhookCertificates(
    WebhookOptions options, ServingCertificate certificate, ApiClient client, TimeProvider time, ILogger<WebhookCertificates> logger) : BackgroundService
{
    /// <summary>The ValidatingWebhookConfiguration that leads to the webhook.</summary>
    public const string ConfigurationName = StartOperatorServices.OperatorName;

    /// <summary>The Secret with the certificate, in the Service's namespace.</summary>
    public const string SecretName = StartOperatorServices.OperatorName + "-webhook";

    /// <summary>Whoever replaces the configuration takes the authorities out of it, and nothing tells.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    private string? _shown;

    private NamespacedName Secret => new(options.Service!.Value.Namespace, SecretName);

    /// <summary>The names that the API server calls the webhook by.</summary>
    public static IReadOnlyList<string> Names(WebhookOptions options)
    {
        var service = $"{options.Service!.Value.Name}.{options.Service.Value.Namespace}.svc";
        var address = options.Listen.Address;
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? [service] : [service, address.ToString()];
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var wait = Retry;
            try
            {
                wait = await EnsureAsync(stoppingToken);
            }
            catch (ApiException e)
            {
                LogFailed(e.Message);
            }

            try
            {
                await Task.Delay(wait, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<TimeSpan> EnsureAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var names = Names(options);
        var live = await client.GetAsync(Kinds.Secret, Secret, cancellationToken);
        if (live is not null && !WebhookPair.IsOurs(live))
        {
            LogNotOurs(Secret.ToString());
            return Recheck;
        }

        var pair = live is null ? null : WebhookPair.Of(live);
        if (pair is null || pair.RenewalFor(names) <= now)
        {
            pair = WebhookPair.Create(names, pair, now);
            await WriteAsync(pair, live, cancellationToken);
        }

        var isTrusted = await TrustAsync(pair.Authorities, cancellationToken);
        Show(pair);
        var renewal = pair.RenewalFor(names) - now;
        return !isTrusted ? Retry : renewal < Recheck ? renewal : Recheck;
    }

    /// <summary>Two replicas that both find it missing, or due, do not overwrite each other: the later one is told of a conflict, and reads again.</summary>
    private Task<V1Secret> WriteAsync(WebhookPair pair, V1Secret? live, CancellationToken cancellationToken)
    {
        var secret = pair.Secret(Secret);
        if (live is null)
        {
            return client.CreateAsync(Kinds.Secret, secret, cancellationToken);
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = live.Metadata.Uid, ["resourceVersion"] = live.Metadata.ResourceVersion },
            ["data"] = new JsonObject(secret.Data.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Convert.ToBase64String(d.Value)))),
        };
        return client.MergePatchAsync(Kinds.Secret, Secret, patch, null, cancellationToken);
    }

    /// <summary>Writes whom to trust into every webhook of the configuration; false when there is none.</summary>
    private async Task<bool> TrustAsync(string authorities, CancellationToken cancellationToken)
    {
        var name = new NamespacedName("", ConfigurationName);
        if (await client.GetAsync(Kinds.ValidatingWebhookConfiguration, name, cancellationToken) is not { Webhooks: { Count: > 0 } webhooks } live)
        {
            LogNoConfiguration(ConfigurationName);
            return false;
        }

        var wanted = Encoding.ASCII.GetBytes(authorities);
        List<JsonNode?> patch = [Operation("test", "/metadata/resourceVersion", live.Metadata.ResourceVersion)];
        for (var i = 0; i < webhooks.Count; i++)
        {
            if (webhooks[i].ClientConfig.CaBundle is not { } present || !present.AsSpan().SequenceEqual(wanted))
            {
                patch.Add(Operation("add", $"/webhooks/{i}/clientConfig/caBundle", Convert.ToBase64String(wanted)));
            }
        }

        if (patch.Count > 1)
        {
            await client.JsonPatchAsync(Kinds.ValidatingWebhookConfiguration, name, new JsonArray([.. patch]), null, cancellationToken);
        }

        return true;
    }

    private void Show(WebhookPair pair)
    {
        if (_shown == pair.Chain)
        {
            return;
        }

        try
        {
            certificate.Show(pair.Chain, pair.Key);
            _shown = pair.Chain;
            LogShown(Secret.ToString());
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            LogFailed(e.Message);
        }
    }

    private static JsonObject Operation(string operation, string path, string value) => new() { ["op"] = operation, ["path"] = path, ["value"] = value };

    [LoggerMessage(LogLevel.Information, "The webhook shows the certificate of Secret {Secret}")]
    private partial void LogShown(string secret);

    [LoggerMessage(LogLevel.Warning, "The webhook's certificate can't be kept; trying again: {Why}")]
    private partial void LogFailed(string why);

    [LoggerMessage(LogLevel.Warning, "Secret {Secret} is not the webhook's own (its labels say so) and is left alone; delete or rename it, or give a folder with certificates")]
    private partial void LogNotOurs(string secret);

    [LoggerMessage(LogLevel.Information, "There is no ValidatingWebhookConfiguration {Name} with webhooks: nobody asks for reviews until there is")]
    private partial void LogNoConfiguration(string name);
}
