using System.Security.Cryptography.X509Certificates;
using FedPrune.Actors.Cluster;

namespace FedPrune.Host.Nodes;

/// <summary>A cluster's keys on disk: a folder for its authority, and one for each node, which goes to that node and nowhere else.</summary>
/// <param name="folder">Where they all are.</param>
internal sealed class KeyFolders(string folder)
{
    private const string AuthorityKeyFile = "authority.pfx";
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    /// <summary>Makes the keys that are not there yet.</summary>
    /// <param name="nodes">Names and roles.</param>
    /// <param name="lifetime">Of the nodes' certificates.</param>
    /// <returns>The nodes for which keys were made.</returns>
    /// <exception cref="UserException">The folder cannot be written.</exception>
    public IReadOnlyList<string> Make(IEnumerable<(string Name, string Role)> nodes, TimeSpan lifetime)
    {
        try
        {
            var authority = Authority();
            var made = new List<string>();
            foreach (var (name, role) in nodes.Where(node => !File.Exists(Path.Combine(PathOf(node.Name), NodeKeys.NodeFile))))
            {
                using var certificate = authority.Issue(name, role, lifetime);
                Own(PathOf(name));
                Write(Path.Combine(PathOf(name), NodeKeys.NodeFile), certificate.Export(X509ContentType.Pkcs12));
                Write(Path.Combine(PathOf(name), NodeKeys.AuthorityFile), authority.Certificate.Export(X509ContentType.Cert));
                made.Add(name);
            }
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserException.Environment($"cannot write keys to {folder}: {e.Message}", e);
        }
    }

    /// <summary>The folder of one node.</summary>
    public string PathOf(string node) => Path.Combine(folder, node);

    private NodeAuthority Authority()
    {
        var file = Path.Combine(folder, "authority", AuthorityKeyFile);
        if (File.Exists(file))
            return new NodeAuthority(X509CertificateLoader.LoadPkcs12FromFile(file, password: null), TimeProvider.System);
        var authority = NodeAuthority.Create(AuthorityLifetime, TimeProvider.System);
        Own(folder);
        Own(Path.GetDirectoryName(file)!);
        Write(file, authority.Certificate.Export(X509ContentType.Pkcs12));
        return authority;
    }

    private static void Own(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // Nobody but the owner reads a key, not even while it is written.
    private static void Write(string path, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        stream.Write(bytes);
    }
}
