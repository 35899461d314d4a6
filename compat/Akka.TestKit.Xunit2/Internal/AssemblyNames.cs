using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Akka.TestKit.Internal;

/// <summary>
/// Officially <c>Akka.TestKit</c> is an assembly of its own and configurations name its types that way. Here both parts are one
/// assembly, so the name is answered with this one.
/// </summary>
internal static class AssemblyNames
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "Names must resolve before any type of this assembly is used.")]
    internal static void Forward() => AppDomain.CurrentDomain.AssemblyResolve += static (_, missing) =>
        string.Equals(new AssemblyName(missing.Name).Name, "Akka.TestKit", StringComparison.OrdinalIgnoreCase)
            ? Assembly.GetExecutingAssembly()
            : null;
}
