using k8s.Models;

namespace StartOperator.Runtime.Applying;

/// <summary>
/// What servers make of what we write, where that differs from how we wrote it: a webhook's change, a spelling of their own. Such a difference,
/// present right after a write of ours, is no drift, and must not be written against for ever. Kept in memory, for the latest objects.
/// </summary>
internal sealed class Normalisations
{
    private const int Capacity = 10_000;

    private readonly Dictionary<string, (string Hash, string Differences)> _byUid = [];

    /// <summary>Remembers how an object differs from the form just written.</summary>
    public void Learn(IMetadata<V1ObjectMeta> written, AppliedForm form, IReadOnlyList<string> differences)
    {
        lock (_byUid)
        {
            if (differences.Count == 0)
            {
                _byUid.Remove(written.Metadata.Uid);
                return;
            }

            if (_byUid.Count >= Capacity)
            {
                _byUid.Clear();
            }

            _byUid[written.Metadata.Uid] = (form.Hash, Text(differences));
        }
    }

    /// <summary>Whether an object contains the form, or differs from it only as it did right after the write.</summary>
    public bool IsAsWritten(IMetadata<V1ObjectMeta> observed, AppliedForm form, IReadOnlyList<string> differences)
    {
        if (differences.Count == 0)
        {
            return true;
        }

        lock (_byUid)
        {
            return _byUid.TryGetValue(observed.Metadata.Uid, out var known) && known == (form.Hash, Text(differences));
        }
    }

    private static string Text(IReadOnlyList<string> differences) => string.Join('\n', differences);
}
