using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>Finds the shim beside the assembly, and turns what crosses the border into exceptions.</summary>
internal static unsafe class Shim
{
    /// <summary>Loads the shim from beside the assembly.</summary>
    /// <exception cref="DllNotFoundException">The shim was not built, or libtorch is not installed.</exception>
    internal static nint Load(string library, Assembly assembly, DllImportSearchPath? searchPath)
    {
        try
        {
            return NativeLibrary.Load(library, assembly, searchPath ?? DllImportSearchPath.AssemblyDirectory);
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(
                $"libtorch is missing: lib{library}.so, or a library it needs, cannot be loaded from beside {assembly.GetName().Name}.dll. "
                + "Install Debian's libtorch-dev, cmake and g++, then build again.", missing);
        }
    }

    /// <summary>This thread's last native failure.</summary>
    internal static ExternalException Failure()
    {
        byte* message = Native.fp_take_error();
        return new ExternalException(message is null ? "libtorch failed without a message" : Marshal.PtrToStringUTF8((nint)message));
    }

    internal static void Check(int status)
    {
        if (status != 0) throw Failure();
    }
}
