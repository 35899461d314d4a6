namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch's, held by an owned handle that <see cref="Dispose"/>, its scope or the finalizer releases.</summary>
    public sealed unsafe partial class Tensor : IDisposable
    {
        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            DisposeScope.Register(this);
        }

        ~Tensor() => Release();

        internal DisposeScope? Scope { get; set; }

        internal Tensor? PreviousInScope { get; set; }

        internal Tensor? NextInScope { get; set; }

        /// <summary>Whether the tensor has been disposed.</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>The native tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor has been disposed.</exception>
        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("The tensor has been disposed");

        public void Dispose()
        {
            Scope?.Remove(this);
            Release();
            GC.SuppressFinalize(this);
        }

        /// <summary>Hands the tensor to the scope around its own, or to nobody where there is none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of its scope: its holder disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }

        /// <summary>The tensor a native call has made. What it was computed from is kept alive until here.</summary>
        internal static Tensor Own(nint result, Tensor? first = null, Tensor? second = null, Tensor? third = null)
        {
            GC.KeepAlive(first);
            GC.KeepAlive(second);
            GC.KeepAlive(third);
            return result != 0 ? new Tensor(result) : throw Shim.Failure();
        }

        /// <summary>This tensor, after a native call changed it in place.</summary>
        private Tensor Changed(int status, Tensor? by = null)
        {
            GC.KeepAlive(by);
            GC.KeepAlive(this);
            Shim.Check(status);
            return this;
        }

        private T Kept<T>(T value)
        {
            GC.KeepAlive(this);
            return value;
        }

        private void Release()
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0) Native.fp_release(handle);
        }
    }
}
