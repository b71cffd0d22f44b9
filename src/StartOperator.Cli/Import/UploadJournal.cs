using System.Security.Cryptography;
using System.Text;
using StartOperator.Oci.Registries.Uploads;

namespace StartOperator.Cli.Import;

/// <summary>Remembers transfers in files that only this user can read, one for each: an upload's address is all that is needed to write to it.</summary>
/// <param name="folder">The folder, which is made when it is needed.</param>
internal sealed class UploadJournal(string folder) : IUploadJournal
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LongestAddress = 16 << 10;

    /// <summary>The journal of this user, below <c>$XDG_CACHE_HOME</c> or <c>~/.cache</c>.</summary>
    public static UploadJournal OfUser()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return new UploadJournal(Path.Combine(cache, "startctl", "uploads"));
    }

    /// <inheritdoc/>
    public Uri? Find(string key)
    {
        try
        {
            var file = FileOf(key);
            return file is { Exists: true, Length: < LongestAddress } && Uri.TryCreate(File.ReadAllText(file.FullName), UriKind.Absolute, out var location) ? location : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Remember(string key, Uri location)
    {
        try
        {
            if (!Directory.Exists(folder)) Make();

            var file = FileOf(key).FullName;
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Private;
            using (var stream = new FileStream($"{file}.new", options)) stream.Write(Encoding.UTF8.GetBytes(location.AbsoluteUri));
            File.Move($"{file}.new", file, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Then the next run begins this transfer anew.
        }
    }

    /// <inheritdoc/>
    public void Forget(string key)
    {
        try
        {
            File.Delete(FileOf(key).FullName);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The registry will say that it knows nothing of it.
        }
    }

    private void Make()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
    }

    private FileInfo FileOf(string key) => new(Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))));
}
