namespace StartOperator.Cli.Tests;

/// <summary>A project folder for a test, removed afterwards.</summary>
internal sealed class PackageFolder : IDisposable
{
    /// <summary>A small package with one data and one assets volume.</summary>
    public const string Manifest = """
        id: pebble
        title: Pebble
        version: "1.2.3"
        release-notes: none
        license: MIT
        wrapper-repo: https://example.org/pebble-startos
        upstream-repo: https://example.org/pebble
        description: {short: A pebble., long: A pebble that lies there.}
        main: {type: docker, image: main, entrypoint: pebble, mounts: {main: /data, files: /files}}
        health-checks: {}
        volumes: {main: {type: data}, files: {type: assets}}
        interfaces: {}
        backup:
          create: {type: docker, image: compat, system: true, entrypoint: compat, mounts: {BACKUP: /mnt/backup, main: /data}}
          restore: {type: docker, image: compat, system: true, entrypoint: compat, mounts: {BACKUP: /mnt/backup, main: /data}}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("startctl-test-");

    public PackageFolder(string manifest = Manifest, bool withAssets = true)
    {
        Write("manifest.yaml", manifest);
        if (withAssets)
        {
            Write("assets/files/greeting.txt", "hello");
        }
    }

    public string Path => _folder.FullName;

    public string Write(string file, string content)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
