{
  'variables': {
    # For example: node-gyp rebuild -- -Dsanitize=address,undefined
    'sanitize%': '',
    'usrsctp': 'src/userspace/usrsctp/usrsctplib',
    # The userspace engine needs the source that scripts/usrsctp.mjs obtains.
    'userspace%': '<!(node -e "import(\'./scripts/usrsctp.mjs\').then((usrsctp) => console.log(usrsctp.hasUsrsctp() ? 1 : 0))")',
  },
  'target_defaults': {
    'conditions': [
      ['sanitize != ""', {
        'cflags': ['-g', '-fno-omit-frame-pointer', '-fsanitize=<(sanitize)', '-fno-sanitize-recover=undefined'],
        'ldflags': ['-fsanitize=<(sanitize)'],
      }],
    ],
  },
  'targets': [{
    'target_name': 'sctp',
    'sources': [
      'src/addon.cc',
      'src/address.cc',
      'src/endpoint_wrap.cc',
      'src/engines.cc',
      'src/js_values.cc',
      'src/pump.cc',
      'src/rfc6458/option_table.cc',
    ],
    'include_dirs': ['src', '<!(node -p "require(\'node:path\').dirname(require.resolve(\'nan\'))")'],
    'cflags': ['-Wall', '-Wextra', '-fvisibility=hidden'],
    'cflags_cc': ['-fno-exceptions', '-fno-rtti', '-fvisibility-inlines-hidden'],
    'xcode_settings': {
      'GCC_ENABLE_CPP_EXCEPTIONS': 'NO',
      'GCC_ENABLE_CPP_RTTI': 'NO',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
    },
    'conditions': [
      ['OS == "linux"', {
        'defines': ['SCTP_KERNEL_ENGINE'],
        'sources': [
          'src/kernel/kernel_engine.cc',
          'src/kernel/kernel_socket.cc',
          'src/kernel/message_io.cc',
          'src/kernel/translate.cc',
        ],
      }],
      ['userspace == 1', {
        'dependencies': ['sctp_stack'],
        'defines': ['SCTP_USERSPACE_ENGINE'],
        'include_dirs': ['<(usrsctp)'],
        'sources': [
        ],
      }],
    ],
  }],
  'conditions': [
    ['userspace == 1', {
      'variables': {
        'usrsctp_defines': [
          '__Userspace__',
          '_GNU_SOURCE',
          'INET',
          'INET6',
          'SCTP_PROCESS_LEVEL_LOCKS',
          'SCTP_SIMPLE_ALLOCATOR',
          # What usrsctp's configure would find.
          'HAVE_SYS_QUEUE_H',
          'HAVE_LINUX_IF_ADDR_H',
          'HAVE_LINUX_RTNETLINK_H',
          'HAVE_NETINET_IP_ICMP_H',
        ],
      },
      'targets': [{
        # usrsctp itself. What is missing from the list, or comes from renamed/,
        # is replaced by ours: doc/userspace.md.
        'target_name': 'usrsctp',
        'type': 'static_library',
        'sources': [
          'src/userspace/stack/renamed/sctp_bsd_addr.c',
          'src/userspace/stack/renamed/sctp_pcb.c',
          'src/userspace/stack/renamed/sctp_timer.c',
          'src/userspace/stack/renamed/sctputil.c',
          'src/userspace/stack/renamed/user_socket.c',
          '<(usrsctp)/netinet/sctp_asconf.c',
          '<(usrsctp)/netinet/sctp_auth.c',
          '<(usrsctp)/netinet/sctp_callout.c',
          '<(usrsctp)/netinet/sctp_cc_functions.c',
          '<(usrsctp)/netinet/sctp_indata.c',
          '<(usrsctp)/netinet/sctp_input.c',
          '<(usrsctp)/netinet/sctp_output.c',
          '<(usrsctp)/netinet/sctp_peeloff.c',
          '<(usrsctp)/netinet/sctp_sha1.c',
          '<(usrsctp)/netinet/sctp_ss_functions.c',
          '<(usrsctp)/netinet/sctp_sysctl.c',
          '<(usrsctp)/netinet/sctp_userspace.c',
          '<(usrsctp)/netinet/sctp_usrreq.c',
          '<(usrsctp)/netinet6/sctp6_usrreq.c',
          '<(usrsctp)/user_environment.c',
          '<(usrsctp)/user_mbuf.c',
        ],
        'include_dirs': ['src/userspace/stack/shadow', '<(usrsctp)'],
        'defines': ['<@(usrsctp_defines)'],
        'cflags': ['-w', '-fvisibility=hidden', '-pthread'],
        'cflags_c': ['-std=gnu99'],
      }, {
        'target_name': 'sctp_stack',
        'type': 'static_library',
        'dependencies': ['usrsctp'],
        'sources': [
          'src/userspace/stack/crc32c.c',
          'src/userspace/stack/ingress.c',
          'src/userspace/stack/input.c',
          'src/userspace/stack/output.c',
          'src/userspace/stack/route.c',
          'src/userspace/stack/seams.c',
          'src/userspace/stack/source.c',
          'src/userspace/stack/stack.c',
        ],
        'include_dirs': ['src/userspace/stack/shadow'],
        'defines': ['<@(usrsctp_defines)'],
        'cflags': ['-Wall', '-Wextra', '-fvisibility=hidden', '-pthread', '-isystem', '../<(usrsctp)'],
        'cflags_c': ['-std=gnu99'],
      }],
    }],
  ],
}
