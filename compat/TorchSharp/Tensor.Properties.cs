namespace TorchSharp;

public static partial class torch
{
    public sealed unsafe partial class Tensor
    {
        /// <summary>The size of each dimension; a new array at every call.</summary>
        public long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                fixed (long* first = sizes) Native.fp_sizes(Handle, first);
                return Kept(sizes);
            }
        }

        public long ndim => Kept(Native.fp_dim(Handle));

        public long NumberOfElements => Kept(Native.fp_numel(Handle));

        /// <summary>Bytes an element.</summary>
        public long ElementSize => Kept(Native.fp_element_size(Handle));

        public ScalarType dtype => (ScalarType)Kept(Native.fp_dtype(Handle));

        public Device device => CPU;

        public DeviceType device_type => DeviceType.CPU;

        /// <summary>Whether the tensor was not computed from others that require a gradient.</summary>
        public bool is_leaf => Kept(Native.fp_is_leaf(Handle)) != 0;

        /// <summary>Whether operations on the tensor are recorded for differentiation.</summary>
        public bool requires_grad
        {
            get => Kept(Native.fp_requires_grad(Handle)) != 0;
            set => Changed(Native.fp_set_requires_grad(Handle, value ? 1 : 0));
        }

        /// <summary>What <see cref="backward()"/> has gathered, as a new reference at every call; null where there is nothing.</summary>
        public Tensor? grad
        {
            get => Kept(Native.fp_grad(Handle)) is not 0 and var grad ? new Tensor(grad) : null;
            set => Changed(Native.fp_set_grad(Handle, value?.Handle ?? 0), value);
        }

        /// <summary>The tensor's own memory. It is valid only while the tensor, or another over the same memory, is alive.</summary>
        /// <exception cref="NotImplementedException">The tensor is not contiguous.</exception>
        /// <exception cref="ArgumentException">More bytes than a span holds; on setting, another number than the tensor has.</exception>
        public Span<byte> bytes
        {
            get
            {
                if (!is_contiguous()) throw new NotImplementedException("Only a contiguous tensor has a span of bytes");
                long size = NumberOfElements * ElementSize;
                if (size > int.MaxValue) throw new ArgumentException($"The tensor has {size} bytes; a span holds at most {int.MaxValue}");
                return new Span<byte>(Native.fp_data(Handle), (int)size);
            }

            set
            {
                var own = bytes;
                if (own.Length != value.Length)
                {
                    throw new ArgumentException($"The tensor has {own.Length} bytes, but {value.Length} were given");
                }
                value.CopyTo(own);
                GC.KeepAlive(this);
            }
        }

        public long dim() => ndim;

        public long numel() => NumberOfElements;

        public bool is_contiguous() => Kept(Native.fp_is_contiguous(Handle)) != 0;

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>The value of a tensor of one element.</summary>
        /// <exception cref="ArgumentException">There is not exactly one element, or it is not a <typeparamref name="T"/>.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException($"The tensor must have exactly 1 element; it has {NumberOfElements}");
            if (ElementType(typeof(T)) != dtype) throw new ArgumentException($"A {typeof(T).Name} cannot be read from a tensor of {dtype}");
            return Kept(*(T*)Native.fp_data(Handle));
        }

        /// <summary>Gathers the gradient of this scalar in <see cref="grad"/> of every leaf it was computed from.</summary>
        public void backward() => Changed(Native.fp_backward(Handle));
    }
}
