#ifndef TEST_NATIVE_STACK_STACK_LAWS_H_
#define TEST_NATIVE_STACK_STACK_LAWS_H_

void CheckCrc32c();
extern "C" void CheckTimerQueue();
void CheckIngress();
void CheckAssociations();
void CheckPaths();

#endif  // TEST_NATIVE_STACK_STACK_LAWS_H_
