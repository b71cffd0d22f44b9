using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace StartOperator.Architecture.Tests;

/// <summary>What a compiled assembly uses of others, read from its metadata: nothing is loaded, and nothing that the compiler kept is missed.</summary>
internal sealed class CompiledAssembly
{
    private CompiledAssembly(string name, IReadOnlySet<string> assemblies, IReadOnlySet<string> types, IReadOnlySet<string> members) =>
        (Name, Assemblies, Types, Members) = (name, assemblies, types, members);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The assemblies that it refers to.</summary>
    public IReadOnlySet<string> Assemblies { get; }

    /// <summary>The full names of the types of other assemblies that it refers to.</summary>
    public IReadOnlySet<string> Types { get; }

    /// <summary>The methods and fields of other assemblies that it refers to, as <c>Namespace.Type::Member</c>.</summary>
    public IReadOnlySet<string> Members { get; }

    /// <summary>Reads an assembly that lies beside the tests.</summary>
    public static CompiledAssembly Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return new CompiledAssembly(
            name,
            metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name)).ToHashSet(),
            metadata.TypeReferences.Select(r => TypeName(metadata, r)).ToHashSet(),
            metadata.MemberReferences.Select(r => MemberName(metadata, metadata.GetMemberReference(r))).OfType<string>().ToHashSet());
    }

    private static string TypeName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{TypeName(metadata, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private static string? MemberName(MetadataReader metadata, MemberReference member) => member.Parent.Kind == HandleKind.TypeReference
        ? $"{TypeName(metadata, (TypeReferenceHandle)member.Parent)}::{metadata.GetString(member.Name)}"
        : null;
}
