using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The entry points: everything hangs off this class, as in PyTorch.</summary>
public static partial class torch
{
    /// <summary>The version of libtorch.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((nint)Native.fp_version())!;

    /// <summary>Opens a scope that owns every tensor this thread makes until the scope is disposed.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Nothing computed on this thread is recorded for differentiation until the result is disposed.</summary>
    public static IDisposable no_grad() => new NoGrad();

    /// <summary>How many threads one operation may use.</summary>
    public static int get_num_threads() => Native.fp_get_num_threads();

    /// <summary>Sets how many threads one operation may use, at least 1.</summary>
    public static void set_num_threads(int num) => Shim.Check(Native.fp_set_num_threads(num));

    private sealed class NoGrad : IDisposable
    {
        private readonly int _before = Native.fp_grad_enabled();

        public NoGrad() => Native.fp_set_grad_enabled(0);

        public void Dispose() => Native.fp_set_grad_enabled(_before);
    }
}
