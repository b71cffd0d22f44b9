using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Runtime.Leadership;

/// <summary>
/// Elects one of several replicas through a Lease (coordination.k8s.io), so that two never write at a time. Nobody compares clocks: who waits takes
/// over when it has seen the Lease unchanged for its whole duration, and who leads stops earlier, counted from before it sent its last renewal.
/// </summary>
/// <param name="client">The API server; a client of its own, so that no other work delays a renewal.</param>
/// <param name="options">Names and times.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told who leads.</param>
[EntityRbac(typeof(V1Lease), Verbs = RbacVerb.Get | RbacVerb.Create | RbacVerb.Patch)]
public sealed partial class LeaderElection(ApiClient client, LeaderElectionOptions options, TimeProvider time, ILogger logger)
{
    private readonly NamespacedName _key = new(options.Namespace, options.Lease);
    private V1Lease? _seen;
    private long _seenAt;
    private V1Lease? _held;
    private long _renewedAt;
    private volatile bool _leads;

    /// <summary>Whether this replica leads.</summary>
    public bool IsLeading => _leads && WritesAllowedFor > TimeSpan.Zero;

    /// <summary>For how long this replica may still write; nothing, or less, when it does not lead.</summary>
    public TimeSpan WritesAllowedFor => _leads ? options.RenewDeadline - time.GetElapsedTime(Interlocked.Read(ref _renewedAt)) : TimeSpan.Zero;

    /// <summary>Waits until this replica leads.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        while (!await TryAcquireAsync(cancellationToken))
        {
            await Task.Delay(Spread(options.RenewInterval), time, cancellationToken);
        }

        LogLeads(options.Identity, _key);
    }

    /// <summary>Renews until this replica no longer leads: then it returns, and nothing may be written any more.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        var wait = options.RenewInterval;
        while (true)
        {
            var left = WritesAllowedFor;
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            await Task.Delay(wait < left ? wait : left, time, cancellationToken);
            var renewed = await TryRenewAsync(cancellationToken);
            if (renewed is null)
            {
                break;
            }

            wait = renewed.Value ? options.RenewInterval : options.RetryInterval;
        }

        _leads = false;
        LogLost(options.Identity, _key);
    }

    /// <summary>Lets another replica take over at once. Called when this one writes nothing any more.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!_leads)
        {
            return;
        }

        _leads = false;
        try
        {
            await WriteAsync(_held!, new JsonObject { ["holderIdentity"] = "", ["leaseDurationSeconds"] = 1 }, cancellationToken);
            LogReleased(options.Identity, _key);
        }
        catch (ApiException e)
        {
            LogNotReleased(_key, e.Message);
        }
    }

    /// <summary>One attempt; false when somebody else leads, or nobody can tell.</summary>
    internal async Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lease = await client.GetAsync(Kinds.Lease, _key, cancellationToken);
            var begun = time.GetTimestamp();
            if (lease is null)
            {
                return Lead(await CreateAsync(cancellationToken), begun);
            }

            Look(lease);
            if (!IsFree(lease))
            {
                return false;
            }

            return Lead(await WriteAsync(lease, Claim(lease), cancellationToken), begun);
        }
        catch (ApiException e)
        {
            // Another replica was quicker, or the server can't be reached.
            LogNotAcquired(_key, e.Message);
            return false;
        }
    }

    /// <summary>One attempt; false when it should be tried again, null when somebody else has the Lease.</summary>
    internal async Task<bool?> TryRenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var begun = time.GetTimestamp();
            return Lead(await WriteAsync(_held!, new JsonObject { ["renewTime"] = Now() }, cancellationToken), begun);
        }
        catch (ApiException e) when (e.IsConflict || e.IsNotFound)
        {
            return await LookAgainAsync(cancellationToken);
        }
        catch (ApiException e)
        {
            LogNotRenewed(_key, e.Message);
            return false;
        }
    }

    /// <summary>The Lease has changed: by a renewal of ours whose answer was lost, by somebody's annotation, or because another replica took it.</summary>
    private async Task<bool?> LookAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await client.GetAsync(Kinds.Lease, _key, cancellationToken) is not { } lease || lease.Spec?.HolderIdentity != options.Identity)
            {
                return null;
            }

            _held = lease;
            return false;
        }
        catch (ApiException e)
        {
            LogNotRenewed(_key, e.Message);
            return false;
        }
    }

    private bool Lead(V1Lease lease, long since)
    {
        _held = lease;
        Interlocked.Exchange(ref _renewedAt, since);
        _leads = true;
        return true;
    }

    private void Look(V1Lease lease)
    {
        if (_seen?.Metadata.ResourceVersion != lease.Metadata.ResourceVersion || _seen?.Metadata.Uid != lease.Metadata.Uid)
        {
            (_seen, _seenAt) = (lease, time.GetTimestamp());
        }
    }

    /// <summary>
    /// Whether nobody holds the Lease, or who holds it has been silent for longer than it promised, as seen from here; or it is ours, and the answer
    /// that said so was lost.
    /// </summary>
    private bool IsFree(V1Lease lease) =>
        string.IsNullOrEmpty(lease.Spec?.HolderIdentity)
        || lease.Spec.HolderIdentity == options.Identity
        || time.GetElapsedTime(_seenAt) >= TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? options.LeaseDuration.TotalSeconds);

    private Task<V1Lease> CreateAsync(CancellationToken cancellationToken) => client.CreateAsync(
        Kinds.Lease,
        new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = _key.Name, NamespaceProperty = _key.Namespace },
            Spec = new V1LeaseSpec
            {
                HolderIdentity = options.Identity,
                LeaseDurationSeconds = Duration(),
                LeaseTransitions = 0,
                AcquireTime = WithFraction(time.GetUtcNow()),
                RenewTime = WithFraction(time.GetUtcNow()),
            },
        },
        cancellationToken);

    private JsonObject Claim(V1Lease lease) => new()
    {
        ["holderIdentity"] = options.Identity,
        ["leaseDurationSeconds"] = Duration(),
        ["leaseTransitions"] = (lease.Spec?.LeaseTransitions ?? 0) + 1,
        ["acquireTime"] = Now(),
        ["renewTime"] = Now(),
    };

    /// <summary>Changes the Lease, if it is still as it was seen: otherwise a conflict.</summary>
    private Task<V1Lease> WriteAsync(V1Lease seen, JsonObject spec, CancellationToken cancellationToken) => client.MergePatchAsync(
        Kinds.Lease,
        _key,
        new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = seen.Metadata.Uid, ["resourceVersion"] = seen.Metadata.ResourceVersion },
            ["spec"] = spec,
        },
        null,
        cancellationToken);

    private int Duration() => (int)Math.Ceiling(options.LeaseDuration.TotalSeconds);

    private string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    // The server takes these times only with six decimals, and whole seconds are written without any.
    private static DateTime WithFraction(DateTimeOffset now) => now.Ticks % TimeSpan.TicksPerSecond == 0 ? now.UtcDateTime.AddMicroseconds(1) : now.UtcDateTime;

    /// <summary>Between all and half as much again, so that replicas that wait do not ask in step.</summary>
    private static TimeSpan Spread(TimeSpan wait) => wait * (1 + (Random.Shared.NextDouble() / 2));

    [LoggerMessage(LogLevel.Information, "{Identity} leads: it has the Lease {Lease}")]
    private partial void LogLeads(string identity, NamespacedName lease);

    [LoggerMessage(LogLevel.Error, "{Identity} no longer leads: it could not renew the Lease {Lease}, or another replica has it")]
    private partial void LogLost(string identity, NamespacedName lease);

    [LoggerMessage(LogLevel.Information, "{Identity} has given the Lease {Lease} back")]
    private partial void LogReleased(string identity, NamespacedName lease);

    [LoggerMessage(LogLevel.Warning, "The Lease {Lease} could not be given back, so another replica waits for its end: {Cause}")]
    private partial void LogNotReleased(NamespacedName lease, string cause);

    [LoggerMessage(LogLevel.Debug, "The Lease {Lease} could not be had: {Cause}")]
    private partial void LogNotAcquired(NamespacedName lease, string cause);

    [LoggerMessage(LogLevel.Warning, "The Lease {Lease} could not be renewed; trying again: {Cause}")]
    private partial void LogNotRenewed(NamespacedName lease, string cause);
}
