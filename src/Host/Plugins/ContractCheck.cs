using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using InteractionCore.Plugins;

namespace AgentHost.Plugins;

/// <summary>
/// Compares what a plugin's assembly uses of the contract with what this host's contract has, from metadata, before any of the plugin
/// runs: a plugin built against another version is found here rather than in the middle of a conversation.
/// </summary>
internal static class ContractCheck
{
    private const int MostNamed = 5;
    private static readonly Assembly Contract = typeof(IAgentPlugin).Assembly;

    /// <summary>The version of this host's contract.</summary>
    public static Version HostVersion { get; } = Contract.GetName().Version!;

    /// <returns>The version of the contract that the plugin was built against; null when it does not use it.</returns>
    /// <param name="path">The plugin's assembly.</param>
    /// <param name="missing">What it uses and this host does not have, the first few.</param>
    /// <exception cref="InvalidOperationException">It is no .NET assembly.</exception>
    /// <exception cref="BadImageFormatException">It is no assembly at all.</exception>
    public static Version? VersionOf(string path, out IReadOnlyList<string> missing)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader metadata = file.HasMetadata ? file.GetMetadataReader() : throw new InvalidOperationException($"'{path}' is no .NET assembly. Build it for .NET 10.");
        AssemblyReferenceHandle contract = metadata.AssemblyReferences.FirstOrDefault(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name) == Contract.GetName().Name);
        missing = contract.IsNil ? [] : [.. Missing(metadata, contract).Distinct(StringComparer.Ordinal).Take(MostNamed)];
        return contract.IsNil ? null : metadata.GetAssemblyReference(contract).Version;
    }

    private static IEnumerable<string> Missing(MetadataReader metadata, AssemblyReferenceHandle contract)
    {
        var types = new Dictionary<TypeReferenceHandle, Type?>();
        foreach (TypeReferenceHandle handle in metadata.TypeReferences)
        {
            if (NameOf(metadata, handle, contract) is { } name)
            {
                types[handle] = Contract.GetType(name);
                if (types[handle] is null)
                {
                    yield return $"the type {name}";
                }
            }
        }

        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind is HandleKind.TypeReference && types.GetValueOrDefault((TypeReferenceHandle)member.Parent) is { } type && !Has(type, metadata, member))
            {
                yield return $"{type.FullName}.{metadata.GetString(member.Name)}{(member.GetKind() is MemberReferenceKind.Method ? $" with {ParametersOf(metadata, member)} parameters" : "")}";
            }
        }
    }

    /// <summary>A type's full name, when it is the contract's; nested types behind a +.</summary>
    private static string? NameOf(MetadataReader metadata, TypeReferenceHandle handle, AssemblyReferenceHandle contract)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        string name = metadata.GetString(type.Name), space = metadata.GetString(type.Namespace);
        return type.ResolutionScope.Kind switch
        {
            HandleKind.AssemblyReference when (AssemblyReferenceHandle)type.ResolutionScope == contract => space.Length > 0 ? $"{space}.{name}" : name,
            HandleKind.TypeReference when NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope, contract) is { } outer => $"{outer}+{name}",
            _ => null,
        };
    }

    private static bool Has(Type type, MetadataReader metadata, MemberReference member)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        string name = metadata.GetString(member.Name);
        if (member.GetKind() is MemberReferenceKind.Field)
        {
            return type.GetField(name, All) is not null;
        }

        int parameters = ParametersOf(metadata, member);
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            if (at.GetMembers(All).OfType<MethodBase>().Any(method => method.Name == name && method.GetParameters().Length == parameters))
            {
                return true;
            }
        }

        return false;
    }

    private static int ParametersOf(MetadataReader metadata, MemberReference member)
    {
        BlobReader signature = metadata.GetBlobReader(member.Signature);
        SignatureHeader header = signature.ReadSignatureHeader();
        if (header.IsGeneric)
        {
            signature.ReadCompressedInteger();
        }

        return signature.ReadCompressedInteger();
    }
}
