using System.Security.Cryptography;
using System.Text;
using StartOperator.Cli.Output;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Cli.Input;

/// <summary>The file with a developer's private key.</summary>
internal static class DeveloperKeyFile
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Reads a key.</summary>
    /// <exception cref="RefusalException">The file holds no key.</exception>
    public static DeveloperKey Read(FileInfo file)
    {
        using var stream = file.OpenRead();
        var bytes = new byte[MostBytes];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return DeveloperKey.TryParse(Encoding.UTF8.GetString(bytes, 0, length), out var key, out var error)
            ? key
            : throw new RefusalException($"{file}: this is no developer's key: {error}; `startctl key create FILE` makes one");
    }

    /// <summary>Makes a key. Only its owner can read the file.</summary>
    /// <exception cref="RefusalException">The file exists.</exception>
    public static DeveloperKey Create(FileInfo file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var key = DeveloperKey.FromSeed(RandomNumberGenerator.GetBytes(DeveloperKey.SeedLength));
        try
        {
            using var stream = new FileStream(file.FullName, options);
            stream.Write(Encoding.ASCII.GetBytes(key.ToPem()));
        }
        catch (IOException) when (file.Exists)
        {
            throw new RefusalException($"{file}: the file exists, and a key must not be lost: choose another name");
        }

        return key;
    }
}
