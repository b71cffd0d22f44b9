namespace StartOperator.Oci.Registries.Uploads;

/// <summary>Remembers transfers that have begun, so that the next run can go on with them.</summary>
public interface IUploadJournal
{
    /// <summary>Remembers nothing.</summary>
    static IUploadJournal None { get; } = new NoJournal();

    /// <summary>Where a transfer goes on; null when none is known.</summary>
    /// <param name="key">What is transferred, and where to.</param>
    Uri? Find(string key);

    /// <summary>Remembers where a transfer goes on. That it can't be remembered is no fault: the transfer begins anew then.</summary>
    /// <param name="key">What is transferred, and where to.</param>
    /// <param name="location">Whoever knows it can go on with the transfer: it is a secret.</param>
    void Remember(string key, Uri location);

    /// <summary>Forgets a transfer that has come to its end.</summary>
    void Forget(string key);

    private sealed class NoJournal : IUploadJournal
    {
        public Uri? Find(string key) => null;

        public void Remember(string key, Uri location)
        {
        }

        public void Forget(string key)
        {
        }
    }
}
