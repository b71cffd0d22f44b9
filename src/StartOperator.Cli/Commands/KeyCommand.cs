using System.CommandLine;
using StartOperator.Cli.Input;
using StartOperator.Cli.Output;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl key</c>: makes and shows developers' keys.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var create = new Command("create", "Make a key, in a file that only you can read. A file that exists is left alone.");
        var newFile = new Argument<FileInfo>("FILE") { Description = "The file to make" };
        create.Add(newFile);
        create.SetAction(parsed => Show(DeveloperKeyFile.Create(parsed.GetValue(newFile)!), parsed.InvocationConfiguration));

        var show = new Command("show", "Print the public key, by which others know you.");
        var file = new Argument<FileInfo>("FILE") { Description = "The key's file" };
        show.Add(file);
        show.SetAction(parsed => Show(DeveloperKeyFile.Read(parsed.GetValue(file)!), parsed.InvocationConfiguration));

        return new Command("key", "Make and show the keys that packages are signed with.") { create, show };
    }

    private static int Show(Package.S9pk.Signing.DeveloperKey key, InvocationConfiguration invocation)
    {
        invocation.Output.WriteLine(key.PublicKey);
        return ExitCodes.Success;
    }
}
